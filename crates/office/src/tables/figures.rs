//! Figures that are stated, not counted.

use desk::MatterId;

store::row_id! {
    /// A declared figure.
    DeclaredFigureId,
}

store::table! {
    /// A figure with its document; the newest of a name and year counts.
    DeclaredFigure = "declared_figure", append agency, key(id), index(name)
    {
        /// Row id.
        id: DeclaredFigureId,
        /// Its name.
        name: String,
        /// What it is called.
        title: String,
        /// The year that it is about.
        year: i64,
        /// The number.
        value: String,
        /// The unit's word.
        unit: String,
        /// The document.
        document: String,
        /// Page, table or section.
        page: String,
        /// Who states it.
        who: String,
        /// The matter.
        matter: MatterId,
    }
}
