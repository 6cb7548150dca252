//! The rules of performance tables and of the logic of a performance report.
