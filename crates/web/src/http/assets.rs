//! The style and the script, inside the binary.

use axum::http::header;
use axum::response::IntoResponse;

const CACHED: &str = "public, max-age=600";

/// The style sheet.
pub async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, CACHED)];
    (headers, include_str!("../assets/app.css"))
}

/// How a review looks.
pub async fn review_style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, CACHED)];
    (headers, documents::REVIEW_STYLE)
}

/// The script; every page works without it.
pub async fn script() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, CACHED)];
    (headers, include_str!("../assets/app.js"))
}
