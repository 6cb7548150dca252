//! Where a database is, and what of it may be shown.

use std::path::Path;

use shebao_store::{Location, StoreError, open};

#[test]
fn a_password_is_never_shown() {
    let text = "postgresql://shebao:geheim%40@db.intranet:5433/books";
    let location: Location = text.parse().unwrap();
    for shown in [location.to_string(), format!("{location:?}")] {
        assert_eq!(shown, "postgresql://shebao@db.intranet:5433/books");
    }
    let in_parameters: Location = "postgresql://db.intranet/books?user=a&password=geheim".parse().unwrap();
    assert!(!in_parameters.to_string().contains("geheim"));
    let nobody_there: Location = "postgresql://shebao:geheim@127.0.0.1:1/books".parse().unwrap();
    let Err(error) = open(&nobody_there) else { panic!("nothing listens on port 1") };
    assert!(matches!(error, StoreError::Lost(_)), "{error}");
    assert!(!error.to_string().contains("geheim"), "{error}");
}

#[test]
fn a_path_is_a_path() {
    for text in ["data/books.db", "sqlite:data/books.db", " data/books.db "] {
        let location: Location = text.parse().unwrap();
        assert_eq!(location, Location::Sqlite(Path::new("data/books.db").into()));
        assert_eq!(location.to_string(), "data/books.db");
    }
    for wrong in ["", "sqlite:", "postgresql://host:port:port/x"] {
        assert!(matches!(wrong.parse::<Location>(), Err(StoreError::Unusable(_))), "{wrong}");
    }
}
