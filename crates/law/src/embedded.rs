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
