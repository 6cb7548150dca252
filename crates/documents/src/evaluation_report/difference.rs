//! The difference sheet (差异表): what was submitted, and what it is now.

use evaluation::{Difference, Project, Submission};

use super::{Figures, on_lying_page};
use crate::DocumentError;
use crate::official::{Cell, Grid};

const WIDTHS: [usize; 4] = [900, 4855, 3500, 3500];

/// The sheet as `.docx`.
///
/// # Errors
/// When the container cannot be written.
pub fn difference_docx(
    project: &Project,
    submission: &Submission,
    differences: &[Difference],
) -> Result<Vec<u8>, DocumentError> {
    let Submission { occasion, who, on, .. } = submission;
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "（无此项）".to_owned());
    let heads = ["序号", "项目", "提交时", "现在"];
    let mut rows = vec![heads.iter().enumerate().map(|(n, head)| Cell::head(n, 1, *head)).collect::<Vec<_>>()];
    for (n, found) in differences.iter().enumerate() {
        rows.push(vec![
            Cell::words(0, 1, (n + 1).to_string()).centred(),
            Cell::words(1, 1, found.place.replace('·', "：")),
            Cell::words(2, 1, said(&found.before)),
            Cell::words(3, 1, said(&found.now)),
        ]);
    }
    let below = format!("{}：{on}由{who}{}后的变动", project.name, occasion.word());
    on_lying_page(
        "数据差异表",
        &below,
        &Grid { widths: WIDTHS.to_vec(), rows, tables: vec![(0, 1)] },
        Figures::Plain.marks(),
    )
}
