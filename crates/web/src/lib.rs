//! The office in a browser: every screen is a face of an existing operation.
//!
//! This crate never opens the database itself, holds no rule of its own, and loads nothing from
//! another host.
