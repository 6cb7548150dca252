//! Law files of a folder, for an installation whose policy officer keeps them beside the program.

use std::fs;
use std::path::{Path, PathBuf};

use law::Law;

/// Loads every TOML file below a folder as the law, or says in words what is wrong.
pub fn read_folder(folder: &Path) -> Result<Law, String> {
    let mut files = Vec::new();
    toml_files(folder, &mut files)?;
    let mut texts = Vec::with_capacity(files.len());
    for path in files {
        let text = fs::read_to_string(&path)
            .map_err(|_| format!("无法读取 {}，请核对路径，文件应为 UTF-8 编码", path.display()))?;
        let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        texts.push((below, text));
    }
    Law::from_texts(texts).map_err(|e| e.to_string())
}

fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let cannot = |_| format!("无法读取政策参数目录 {}，请核对 shebao.toml 中的 law 和权限", folder.display());
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.is_dir() {
            toml_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    Ok(())
}
