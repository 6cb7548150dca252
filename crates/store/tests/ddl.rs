//! The DDL of a small sample, read by a person once and kept.

use shebao_store as store;
use store::{Engine, testing::sample};

#[test]
fn ddl_of_the_sample_is_the_reviewed_text() {
    let schema = sample::schema();
    insta::assert_snapshot!("sqlite", schema.ddl(Engine::Sqlite));
    insta::assert_snapshot!("postgres", schema.ddl(Engine::Postgres));
    assert_eq!(schema.ddl(Engine::Sqlite), sample::schema().ddl(Engine::Sqlite));
}

#[test]
fn long_names_stay_within_the_limit_of_postgresql_and_apart() {
    store::table! {
        /// Long names.
        Long = "a_table_with_a_name_of_forty_characters_", append global, key(id),
            unique(a_column_with_a_long_name_one), unique(a_column_with_a_long_name_two)
        {
            /// Row id.
            id: i64,
            /// One.
            a_column_with_a_long_name_one: i64,
            /// Two.
            a_column_with_a_long_name_two: i64,
        }
    }
    let sql = <Long as store::Record>::table().ddl(Engine::Postgres);
    let names: std::collections::BTreeSet<&str> =
        sql.lines().filter_map(|line| line.strip_prefix("CREATE UNIQUE INDEX ")?.split(' ').next()).collect();
    assert_eq!(names.len(), 2, "{sql}");
    assert!(names.iter().all(|name| name.len() <= 63), "{sql}");
}
