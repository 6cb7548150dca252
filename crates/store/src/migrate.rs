//! From an empty or an older database to the one this program needs, step by step.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{
    Begin, Db, Engine, OnConflict, Record as _, StoreError,
    ddl::{self, normalised},
    scalar, select, transaction,
};

/// One step of the schema's history. A step is never edited once released.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// 1, 2, 3 …
    pub number: i64,
    /// What it brings, in a few words.
    pub name: &'static str,
    /// Makes the change, inside a transaction that also records the step.
    pub run: fn(&mut dyn Db) -> Result<(), StoreError>,
}

crate::table! {
    /// A step that this database has been through.
    AppliedStep = "schema_step", append global, key(number)
    {
        /// Number of the step.
        number: i64,
        /// Its name.
        name: String,
        /// When it was applied, in seconds since 1970; for people, nothing depends on it.
        applied: i64,
    }
}

/// Brings a database up to date and returns the number of steps taken.
///
/// The first step creates everything as the declarations say *today*; on an empty database the
/// later ones are therefore recorded without being run. On an older database exactly the missing
/// ones run, in order. Each step is one transaction together with its record, so that a killed
/// migration goes on where it stopped; processes that start at once wait for each other.
///
/// # Errors
/// A database newer than the program, one of another program, or a step that failed.
pub fn migrate(db: &mut dyn Db, steps: &[Step]) -> Result<usize, StoreError> {
    let Some(last) = steps.last() else { return Ok(0) };
    if steps.iter().zip(1_i64..).any(|(step, number)| step.number != number) {
        return Err(StoreError::Statement("迁移步骤的编号不连续".into()));
    }
    let mut taken = 0;
    loop {
        let advanced = transaction(db, Begin::Write, |db| {
            one_migration_at_a_time(db)?;
            match version(db)? {
                None => create(db, steps).map(|()| steps.len()),
                Some(version) if version > last.number => Err(newer(version, last.number)),
                Some(version) => match steps.iter().find(|step| step.number == version + 1) {
                    Some(step) => (step.run)(db).and_then(|()| record(db, &[*step])).map(|()| 1),
                    None => Ok(0),
                },
            }
        })?;
        if advanced == 0 {
            return Ok(taken);
        }
        taken += advanced;
    }
}

/// Refuses a database that is older or newer than the program, for commands that must not change
/// it by themselves.
pub fn require_current(db: &mut dyn Db, steps: &[Step]) -> Result<(), StoreError> {
    let wanted = steps.last().map_or(0, |step| step.number);
    match version(db)? {
        Some(version) if version > wanted => Err(newer(version, wanted)),
        Some(version) if version == wanted => Ok(()),
        Some(version) => Err(StoreError::Unusable(format!(
            "数据库结构版本为 {version}，程序需要 {wanted}，请先备份，再用本程序升级数据库"
        ))),
        None => Err(StoreError::Unusable("数据库尚未建立，请先初始化".into())),
    }
}

/// The number of the last step the database has been through; `None` when it is empty.
///
/// # Errors
/// A database with tables but without that record, which belongs to another program.
pub fn version(db: &mut dyn Db) -> Result<Option<i64>, StoreError> {
    let tables = match db.engine() {
        Engine::Sqlite => "sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Engine::Postgres => "pg_tables WHERE schemaname = current_schema()",
    };
    let name = if db.engine() == Engine::Sqlite { "name" } else { "tablename" };
    let ours: i64 = scalar(db, &format!("SELECT count(*) FROM {tables} AND {name} = 'schema_step'"), &[])?;
    if ours == 1 {
        return scalar(db, "SELECT max(number) FROM schema_step", &[]);
    }
    let others: i64 = scalar(db, &format!("SELECT count(*) FROM {tables}"), &[])?;
    if others > 0 {
        return Err(StoreError::Unusable(format!(
            "库中已有 {others} 张表，却没有本系统的结构记录，不是本系统的数据库，请核对数据库位置"
        )));
    }
    Ok(None)
}

/// The steps the database has been through.
pub fn history(db: &mut dyn Db) -> Result<Vec<AppliedStep>, StoreError> {
    select(db, "ORDER BY number", &[])
}

/// What the database is made of, as sorted text: two databases with the same fingerprint have
/// the same tables, keys, checks and triggers. The order of columns does not count, because a
/// column added later stands last and no statement depends on it.
pub fn fingerprint(db: &mut dyn Db) -> Result<String, StoreError> {
    let mut lines = Vec::new();
    match db.engine() {
        Engine::Sqlite => {
            let sql = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
            db.each(sql, &[], &mut |row| {
                lines.push(format!("{} {}: {}", row.text(0)?, row.text(1)?, normalised(row.text(2)?)));
                Ok(())
            })?;
        }
        Engine::Postgres => {
            for sql in POSTGRES_FINGERPRINT {
                db.each(sql, &[], &mut |row| {
                    lines.push(row.text(0)?.to_owned());
                    Ok(())
                })?;
            }
        }
    }
    lines.sort();
    Ok(lines.join("\n"))
}

const POSTGRES_FINGERPRINT: [&str; 5] = [
    "SELECT concat_ws(' ', 'column', table_name, column_name, data_type, collation_name, is_nullable, column_default)
     FROM information_schema.columns WHERE table_schema = current_schema()",
    "SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
     FROM pg_constraint WHERE connamespace = current_schema()::regnamespace",
    "SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
    "SELECT 'function ' || proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
];

fn create(db: &mut dyn Db, steps: &[Step]) -> Result<(), StoreError> {
    let engine = db.engine();
    if engine == Engine::Postgres {
        db.script(ddl::APPEND_ONLY_FUNCTION)?;
    }
    db.script(&AppliedStep::table().ddl(engine))?;
    if let Some(first) = steps.first() {
        (first.run)(db)?;
    }
    record(db, steps)
}

fn record(db: &mut dyn Db, steps: &[Step]) -> Result<(), StoreError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    let applied = i64::try_from(now).unwrap_or(0);
    let row = |step: &Step| AppliedStep { number: step.number, name: step.name.to_owned(), applied }.values();
    db.bulk_insert("schema_step", AppliedStep::COLUMNS, OnConflict::Fail, &mut steps.iter().map(row))?;
    Ok(())
}

/// SQLite's BEGIN IMMEDIATE is such a lock by itself.
fn one_migration_at_a_time(db: &mut dyn Db) -> Result<(), StoreError> {
    if db.engine() == Engine::Postgres {
        db.script("SELECT pg_advisory_xact_lock(7345028)")?;
    }
    Ok(())
}

fn newer(database: i64, program: i64) -> StoreError {
    StoreError::Unusable(format!(
        "数据库结构版本为 {database}，比本程序（{program}）新；旧程序不能打开，请改用新版程序，数据没有改动"
    ))
}
