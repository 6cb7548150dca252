//! The DDL of either engine, made from the declarations; the text is the same every time.

use std::fmt::Write as _;

use crate::{Column, Engine, Kind, Schema, Table, Trigger};

/// The longest identifier PostgreSQL keeps whole.
const LONGEST_NAME: usize = 63;

impl Schema {
    /// Everything: tables with their keys and append-only triggers, then the refusing triggers.
    pub fn ddl(&self, engine: Engine) -> String {
        let mut sql = String::new();
        if engine == Engine::Postgres {
            sql.push_str(APPEND_ONLY_FUNCTION);
        }
        for table in &self.tables {
            sql.push_str(&table.ddl(engine));
        }
        for trigger in &self.triggers {
            sql.push_str(&trigger.ddl(engine));
        }
        sql
    }
}

impl Table {
    /// The table with its keys, indexes and append-only triggers. On PostgreSQL the function
    /// behind those triggers must exist, which [`Schema::ddl`] sees to.
    pub fn ddl(&self, engine: Engine) -> String {
        let mut sql = String::new();
        self.write_table(engine, &mut sql);
        self.write_indexes(&mut sql);
        if !self.mutable {
            self.write_append_only(engine, &mut sql);
        }
        sql
    }

    fn write_table(&self, engine: Engine, sql: &mut String) {
        let mut parts: Vec<String> = self.columns.iter().map(|column| column_ddl(column, engine)).collect();
        parts.push(format!("CONSTRAINT {} PRIMARY KEY ({})", unique_name(self.name, self.key), self.key.join(", ")));
        for (number, check) in self.checks.iter().enumerate() {
            parts.push(format!("CONSTRAINT {} CHECK ({check})", check_name(self.name, number + 1)));
        }
        let options = match engine {
            Engine::Postgres => "",
            Engine::Sqlite if self.is_keyed_by_one_integer() => " STRICT",
            Engine::Sqlite => " STRICT, WITHOUT ROWID",
        };
        let _ = writeln!(sql, "CREATE TABLE {} (\n  {}\n){options};", self.name, parts.join(",\n  "));
    }

    fn is_keyed_by_one_integer(&self) -> bool {
        let [key] = self.key else { return false };
        self.columns.iter().any(|column| column.name == *key && column.kind == Kind::Integer)
    }

    fn write_indexes(&self, sql: &mut String) {
        for (number, unique) in self.uniques.iter().enumerate() {
            let mut name = unique_name(self.name, unique.columns);
            // Two partial keys over the same columns differ by their place.
            let twin = self.uniques.iter().take(number).any(|earlier| earlier.columns == unique.columns);
            if twin || unique.columns == self.key {
                name = shortened(format!("{name}_{}", number + 1));
            }
            let condition = unique.only_where.map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
            let columns = unique.columns.join(", ");
            let _ = writeln!(sql, "CREATE UNIQUE INDEX {name} ON {} ({columns}){condition};", self.name);
        }
        for columns in self.indexes {
            let name = shortened(format!("{}_index_{}", self.name, columns.join("_")));
            let _ = writeln!(sql, "CREATE INDEX {name} ON {} ({});", self.name, columns.join(", "));
        }
    }

    fn write_append_only(&self, engine: Engine, sql: &mut String) {
        let table = self.name;
        match engine {
            Engine::Sqlite => {
                for event in ["update", "delete"] {
                    let name = shortened(format!("{table}_refuse_{event}"));
                    let on = event.to_uppercase();
                    let message = quoted(&format!("{table}{APPEND_ONLY}"));
                    let _ = writeln!(
                        sql,
                        "CREATE TRIGGER {name} BEFORE {on} ON {table} BEGIN SELECT RAISE(ABORT, {message}); END;"
                    );
                }
            }
            Engine::Postgres => {
                for (event, each) in [("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")] {
                    let name = shortened(format!("{table}_refuse_{}", event.to_lowercase().replace(' ', "_")));
                    let _ = writeln!(
                        sql,
                        "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION shebao_append_only();"
                    );
                }
            }
        }
    }
}

impl Trigger {
    /// The trigger, and on PostgreSQL the function behind it.
    pub fn ddl(&self, engine: Engine) -> String {
        let Trigger { name, table, refuse_when, message } = self;
        let message = quoted(message);
        match engine {
            Engine::Sqlite => format!(
                "CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {refuse_when}\nBEGIN SELECT RAISE(ABORT, {message}); END;\n"
            ),
            Engine::Postgres => format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  IF {refuse_when} THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF;\n  RETURN NEW;\nEND $body$;\nCREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();\n"
            ),
        }
    }

    /// Takes the trigger away, for loading a backup that already obeyed it.
    pub(crate) fn drop_ddl(&self, engine: Engine) -> String {
        let Trigger { name, table, .. } = self;
        match engine {
            Engine::Sqlite => format!("DROP TRIGGER {name};\n"),
            Engine::Postgres => format!("DROP TRIGGER {name} ON {table};\nDROP FUNCTION {name}();\n"),
        }
    }
}

/// What follows the table's name when an append-only table is to be changed.
const APPEND_ONLY: &str = " 表只能追加，不能修改或删除，更正请用红字冲销";

/// Behind the append-only triggers of PostgreSQL.
pub(crate) const APPEND_ONLY_FUNCTION: &str = "\
CREATE OR REPLACE FUNCTION shebao_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' 表只能追加，不能修改或删除，更正请用红字冲销';
END $body$;
";

fn column_ddl(column: &Column, engine: Engine) -> String {
    let kind = match (column.kind, engine) {
        (Kind::Integer, Engine::Sqlite) => "INTEGER",
        (Kind::Integer, Engine::Postgres) => "BIGINT",
        (Kind::Text, Engine::Sqlite) => "TEXT",
        (Kind::Text, Engine::Postgres) => "TEXT COLLATE \"C\"",
    };
    let not_null = if column.nullable { "" } else { " NOT NULL" };
    format!("{} {kind}{not_null}", column.name)
}

/// The name of a unique key, also what an error says on either engine. SQLite reports columns
/// instead of the name, so that the name must follow from them.
pub(crate) fn unique_name(table: &str, columns: &[&str]) -> String {
    shortened(format!("{table}_unique_{}", columns.join("_")))
}

fn check_name(table: &str, number: usize) -> String {
    shortened(format!("{table}_check_{number}"))
}

/// Keeps a name within PostgreSQL's limit; a cut name ends in a digest of the whole one, because
/// PostgreSQL would cut two long names to the same one.
fn shortened(name: String) -> String {
    if name.len() <= LONGEST_NAME {
        return name;
    }
    // FNV-1a: small, and the same on every machine and release.
    let digest = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let head: String = name.chars().take(LONGEST_NAME - 9).collect();
    format!("{head}_{digest:08x}")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The text of a CREATE statement of SQLite, with its parts between commas sorted and its blanks
/// made equal, so that a column added by ALTER TABLE compares equal to one declared at once.
pub(crate) fn normalised(sql: &str) -> String {
    let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let (Some(open), Some(close)) = (words.find('('), words.rfind(')')) else { return words };
    if !words.starts_with("CREATE TABLE") {
        return words;
    }
    let (head, rest) = words.split_at(open);
    let (body, options) = rest.split_at(close - open);
    let mut parts = top_level_parts(body.trim_start_matches('('));
    parts.sort();
    format!("{head}({}{options}", parts.join(", "))
}

/// Splits at the commas that stand outside brackets and literals.
fn top_level_parts(body: &str) -> Vec<String> {
    let (mut depth, mut quoted) = (0_i32, false);
    let mut parts = vec![String::new()];
    for letter in body.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}
