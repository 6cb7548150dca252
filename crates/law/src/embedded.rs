//! The law texts that travel inside the binary.

/// Path below `law/` and text of every law file, for [`crate::Law::embedded`].
pub const TEXTS: &[(&str, &str)] = &[
    ("version.toml", include_str!("../../../law/version.toml")),
    ("sources.toml", include_str!("../../../law/sources.toml")),
    ("places.toml", include_str!("../../../law/places.toml")),
    ("national/calendar.toml", include_str!("../../../law/national/calendar.toml")),
    ("national/resident.toml", include_str!("../../../law/national/resident.toml")),
    ("anhui/huaibei/lieshan/resident.toml", include_str!("../../../law/anhui/huaibei/lieshan/resident.toml")),
    ("anhui/huaibei/resident.toml", include_str!("../../../law/anhui/huaibei/resident.toml")),
    ("anhui/resident.toml", include_str!("../../../law/anhui/resident.toml")),
    ("guangdong/resident.toml", include_str!("../../../law/guangdong/resident.toml")),
    (
        "guangdong/zhanjiang/jingkai/resident.toml",
        include_str!("../../../law/guangdong/zhanjiang/jingkai/resident.toml"),
    ),
    ("guangdong/zhanjiang/resident.toml", include_str!("../../../law/guangdong/zhanjiang/resident.toml")),
    ("jiangxi/ganzhou/resident.toml", include_str!("../../../law/jiangxi/ganzhou/resident.toml")),
    ("jiangxi/ganzhou/xinfeng/resident.toml", include_str!("../../../law/jiangxi/ganzhou/xinfeng/resident.toml")),
    ("jiangxi/resident.toml", include_str!("../../../law/jiangxi/resident.toml")),
    ("yunnan/kunming/dongchuan/resident.toml", include_str!("../../../law/yunnan/kunming/dongchuan/resident.toml")),
    ("yunnan/kunming/resident.toml", include_str!("../../../law/yunnan/kunming/resident.toml")),
    ("yunnan/resident.toml", include_str!("../../../law/yunnan/resident.toml")),
];
