//! The law texts that travel inside the binary.

/// Path below `law/` and text of every law file, for [`crate::Law::embedded`].
pub const TEXTS: &[(&str, &str)] = &[
    ("version.toml", include_str!("../../../law/version.toml")),
    ("sources.toml", include_str!("../../../law/sources.toml")),
    ("places.toml", include_str!("../../../law/places.toml")),
    ("national/calendar.toml", include_str!("../../../law/national/calendar.toml")),
    ("national/resident.toml", include_str!("../../../law/national/resident.toml")),
    ("yunnan/resident.toml", include_str!("../../../law/yunnan/resident.toml")),
    ("yunnan/kunming/resident.toml", include_str!("../../../law/yunnan/kunming/resident.toml")),
    ("yunnan/kunming/dongchuan/resident.toml", include_str!("../../../law/yunnan/kunming/dongchuan/resident.toml")),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    fn walk(dir: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_law_file_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
        let mut found = BTreeSet::new();
        walk(&root, &root, &mut found);
        let listed: BTreeSet<String> = super::TEXTS.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(found, listed, "add the file to TEXTS in embedded.rs");
    }
}
