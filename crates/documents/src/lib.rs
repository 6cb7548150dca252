//! Values become documents: reports, tables, notices and letters as `.docx` and `.xlsx`, and
//! comments at the right places of somebody else's `.docx`.
//!
//! This crate never computes a figure and never changes more of a foreign file than the comments it adds.
