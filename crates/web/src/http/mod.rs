//! From a request to a handler and back: sessions, cross-site checks, bodies, faults, headers.

mod adapter;
mod assets;
mod body;
mod call;
mod connections;
mod fault;
mod headers;
mod routes;
mod session;

pub use adapter::{App, router};
pub use call::{Call, Pairs, Reply, Upload, Visitor};
pub use connections::{CONNECTIONS, answer};
pub use fault::Fault;
pub use routes::{Access, Method, Route, routes};
