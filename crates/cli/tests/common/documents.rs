//! What another program makes of a document of ours, and what somebody changes in one.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;

/// LibreOffice shows the results that a sheet brings with it unless it is told to compute them.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"#;

/// LibreOffice opens the file, works out every formula anew, and writes it as something else.
pub fn converted(file: &Path, to: &str) -> String {
    let folder = file.parent().unwrap();
    let profile = folder.join("profile");
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", profile.display());
    let mut command = Command::new("soffice");
    let done = command.args([&profile, "--headless", "--convert-to", to, "--outdir"]).arg(folder).arg(file).output();
    assert!(done.as_ref().unwrap().status.success(), "{done:?}");
    let written = file.with_extension(to.split(':').next().unwrap());
    String::from_utf8_lossy(&fs::read(written).unwrap()).into_owned()
}

/// Changes one part of a container; a part that becomes empty is taken out.
pub fn edited(file: &Path, part: &str, edit: impl Fn(&str) -> String) {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(fs::read(file).unwrap())).unwrap();
    let mut to = zip::ZipWriter::new(fs::File::create(file).unwrap());
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == part {
            let before = String::from_utf8(bytes).unwrap();
            let after = edit(&before);
            assert_ne!(before, after, "{part}");
            if after.is_empty() {
                continue;
            }
            bytes = after.into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap();
}
