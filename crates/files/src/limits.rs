//! Every limit on foreign bytes, in one place, each with its reason.
//!
//! A limit is met by a clear refusal, never by cutting something off.

use std::time::Duration;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// Delimited text. A province's file of a million people is about 150 MiB; what is larger was
/// exported without choosing a town and is refused by its size before a byte is read.
pub const TEXT_BYTES: u64 = 256 * MIB;

/// `.xlsx` and `.xls`. A full sheet (1,048,576 rows of 15 columns) zips to about 60 MiB.
pub const WORKBOOK_BYTES: u64 = 64 * MIB;

/// An HTML table named `.xls`. Its tree takes some thirty times the file in memory, and systems
/// that export this way page at 65,536 rows.
pub const HTML_BYTES: u64 = 24 * MIB;

/// Rows of one import. Above the largest county we plan for (168,000 insured) with room to spare;
/// rows, their errors and their preview are held in memory together.
pub const ROWS: usize = 400_000;

/// Columns of a row. The widest form of the field has about 80; more means a wrong delimiter.
pub const COLUMNS: usize = 256;

/// Characters of a cell: what a spreadsheet cell can hold. More means an unpaired quote mark.
pub const CELL_CHARS: usize = 32_767;

/// Characters of a text that is kept: a name, an address, a remark. The longest address of the
/// field has about 100; more is a whole document pasted into a cell.
pub const TEXT_CHARS: usize = 500;

/// Fen of one amount, 100 billion yuan: more than any county's fund, and so little that the sum
/// of [`ROWS`] of them stays within 64 bits.
pub const MONEY_FEN: i64 = 10_000_000_000_000;

/// Rows searched for the header: title, unit, date and notes never take more.
pub const HEADER_SEARCH_ROWS: usize = 30;

/// Entries of a zip container. A workbook of 200 sheets has about 500.
pub const ZIP_ENTRIES: usize = 2_000;

/// Unpacked bytes over packed bytes of one entry. Sheets of repeated rows reach about 60.
pub const ZIP_RATIO: u64 = 200;

/// Entries smaller than this unpacked are not judged by their ratio: an empty sheet packs well.
pub const ZIP_RATIO_FROM_BYTES: u64 = MIB;

/// Unpacked bytes of a whole container.
pub const ZIP_UNPACKED_BYTES: u64 = GIB;

/// Unpacked bytes of `styles.xml`, which is held in memory; a million styles is about 100 MiB.
pub const STYLES_BYTES: u64 = 16 * MIB;

/// Unpacked bytes of `sharedStrings.xml`, which is held in memory.
pub const SHARED_STRINGS_BYTES: u64 = 256 * MIB;

/// Address space of the reading child. The largest permitted sheet needs about 400 MiB.
pub const CHILD_MEMORY_BYTES: u64 = GIB;

/// Time the reading child may take. The largest permitted sheet takes about 10 s on a slow PC.
pub const CHILD_SECONDS: Duration = Duration::from_secs(90);

/// Bytes the child may send back: as much as the largest permitted text.
pub const CHILD_OUTPUT_BYTES: u64 = 512 * MIB;

/// Problems listed in full; the rest are counted. Nobody works through more of them by hand.
pub const PROBLEMS_LISTED: usize = 10_000;

/// A report as text. A thousand pages of Chinese are about 4 MiB.
pub const REPORT_TEXT_BYTES: u64 = 32 * MIB;

/// A report as a Word or PDF file. Its text is small; what is larger consists of photographs,
/// which are not read, and is refused by its size before a byte is read.
pub const REPORT_BYTES: u64 = 128 * MIB;

/// Characters of a report: some 5,000 pages. The findings on more would help nobody, and the
/// text is held in memory several times.
pub const REPORT_CHARS: usize = 5_000_000;

/// Paragraphs of a report, cells included: a table of 20,000 rows of 15 columns.
pub const REPORT_PARAGRAPHS: usize = 300_000;

/// Places listed one by one in what was left out; the rest are counted.
pub const LEFT_OUT_LISTED: usize = 20;

/// Unpacked bytes of one XML part of a report: some 2,000 pages of tables. The text of the part is
/// held in memory beside what is read from it.
pub const REPORT_XML_BYTES: u64 = 64 * MIB;

/// Elements open at once. Tables in tables in text boxes reach about 60.
pub const XML_DEPTH: usize = 500;

/// What a process of its own may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProcessLimits {
    /// Address space.
    pub memory_bytes: u64,
    /// Processor time.
    pub time: Duration,
    /// Size of a file it writes.
    pub file_bytes: u64,
}

/// The reading child. It writes no file at all.
pub const READER: ProcessLimits =
    ProcessLimits { memory_bytes: CHILD_MEMORY_BYTES, time: CHILD_SECONDS, file_bytes: 0 };

/// Time a conversion by LibreOffice may take. A hundred pages take 5 s on a slow PC, the first
/// start with a cold disk 20 s.
pub const CONVERT_SECONDS: Duration = Duration::from_secs(120);

/// LibreOffice. It reserves some 2 GiB of address space before it reads anything.
pub const CONVERTER: ProcessLimits =
    ProcessLimits { memory_bytes: 6 * GIB, time: CONVERT_SECONDS, file_bytes: 512 * MIB };
