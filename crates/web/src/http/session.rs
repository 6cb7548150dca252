//! The session cookie, and the token that every form carries.

use axum::http::{HeaderMap, header};
use desk::{Digest, SessionToken};

/// Name of the cookie.
pub const COOKIE: &str = "shebao_session";

/// The session that a request carries.
pub fn token_of(headers: &HeaderMap) -> Option<SessionToken> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE && !value.is_empty()).then(|| SessionToken::from_text(value))
    })
}

/// The cookie that begins a session: not readable by scripts, never sent from another site.
pub fn begin(token: &SessionToken) -> String {
    format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", token.reveal())
}

/// The cookie that ends it.
pub fn end() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// The form token of a session. It follows from the secret of the session and does not tell it.
pub fn csrf_of(token: &SessionToken) -> String {
    Digest::of_parts(&[b"form", token.reveal().as_bytes()]).to_string()
}

/// Whether a request that changes something comes from a page of ours. Browsers tell where a form
/// stood; a program without a browser tells nothing and needs the form token anyway.
pub fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text("origin") {
        None => true,
        Some(origin) => {
            let host = text("host").unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, from)| from == host)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_form_on_another_site_is_not_from_here() {
        assert!(is_from_here(&headers(&[("host", "10.0.0.1:8700"), ("origin", "http://10.0.0.1:8700")])));
        assert!(!is_from_here(&headers(&[("host", "10.0.0.1:8700"), ("origin", "http://10.0.0.2:8700")])));
        assert!(!is_from_here(&headers(&[("host", "a"), ("origin", "null")])));
        assert!(!is_from_here(&headers(&[("host", "a"), ("origin", "http://a"), ("sec-fetch-site", "cross-site")])));
        assert!(is_from_here(&headers(&[("host", "a")])));
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let token = token_of(&headers(&[("cookie", "a=b; shebao_session=abc; c=d")])).unwrap();
        assert_eq!(token.reveal(), "abc");
        assert!(token_of(&headers(&[("cookie", "shebao_session=; xshebao_session=1")])).is_none());
        assert_ne!(csrf_of(&token), csrf_of(&SessionToken::from_text("abd")));
        assert!(!csrf_of(&token).contains("abc"));
    }
}
