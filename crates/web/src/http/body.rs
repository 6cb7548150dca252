//! The body of a form: small ones in memory, files on the disk, both with limits.

use std::io::Write as _;

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, header};
use tempfile::NamedTempFile;

use super::call::{Pairs, Upload};
use super::fault::Fault;

/// Bytes of a form without files.
pub const FORM_BYTES: usize = 1 << 20;
/// Bytes of a form with files; what is read of a file is limited again by its kind.
pub const FILE_BYTES: u64 = 256 << 20;
const FIELDS: usize = 2_000;

/// Whether a body may hold files.
pub fn has_files(head: &HeaderMap) -> bool {
    let kind = head.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// What was typed into a form without files.
pub async fn read_form(body: Body) -> Result<Pairs, Fault> {
    let bytes = axum::body::to_bytes(body, FORM_BYTES).await.map_err(|_| Fault::TooLarge(FORM_BYTES as u64))?;
    Ok(Pairs::parse(&bytes))
}

/// What was typed, and the files, of so many bytes together.
pub async fn read_files(request: Request, limit: u64) -> Result<(Pairs, Vec<Upload>), Fault> {
    let broken = |_| Fault::Bad("上传没有完成或格式不对，没有导入任何内容，请重新上传".to_owned());
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| Fault::NotFound)?;
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    let mut bytes: u64 = 0;
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        let key = field.name().unwrap_or_default().to_owned();
        let name = field.file_name().map(str::to_owned);
        let mut text = Vec::new();
        let mut file = match &name {
            Some(_) => Some(NamedTempFile::new().map_err(no_room)?),
            None => None,
        };
        let mut length: u64 = 0;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            bytes += chunk.len() as u64;
            length += chunk.len() as u64;
            if bytes > limit {
                return Err(Fault::TooLarge(limit));
            }
            match &mut file {
                Some(file) => file.write_all(&chunk).map_err(no_room)?,
                None if text.len() + chunk.len() > FORM_BYTES => return Err(Fault::TooLarge(FORM_BYTES as u64)),
                None => text.extend_from_slice(&chunk),
            }
        }
        match (file, name) {
            (Some(file), Some(name)) if length > 0 => files.push(Upload { field: key, name: plain_name(&name), file }),
            (Some(_), _) => {}
            (None, _) => pairs.push((key, String::from_utf8_lossy(&text).into_owned())),
        }
        if pairs.len() + files.len() > FIELDS {
            return Err(Fault::Bad("表单的栏目太多，请分次办理".to_owned()));
        }
    }
    Ok((Pairs::new(pairs), files))
}

fn no_room(error: std::io::Error) -> Fault {
    tracing::warn!(%error, "an upload could not be kept");
    Fault::Bad("服务器没有空间保存上传的文件，没有导入任何内容，请联系系统管理员".to_owned())
}

/// A file's name as a label: what a path or a screen could misunderstand is left out.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let plain: String = last.chars().filter(|c| !hidden(*c)).take(120).collect();
    if plain.trim().is_empty() { "未命名".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_file_name_is_only_a_label() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\a\\扣款\u{202e}明细.csv\n"), "扣款明细.csv");
        assert_eq!(plain_name("../"), "未命名");
        assert_eq!(plain_name(&"长".repeat(500)).chars().count(), 120);
    }
}
