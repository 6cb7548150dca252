//! `cargo xtask package`: the release binary as a Debian package, as a container, and for another
//! processor. What is put together lies below `packaging/`; the archives are made by the tools
//! that every Debian has (dpkg-deb) and by whichever container builder is installed.

mod tree;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use self::tree::{fill, put};

const USAGE: &str =
    "cargo xtask package deb [--binary FILE] | container [--binary FILE] [--base IMAGE] | check-aarch64";

/// The target of Kylin and UOS machines with Phytium or Kunpeng processors.
const AARCH64: &str = "aarch64-unknown-linux-gnu";

/// The chore.
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    match arguments {
        ["deb"] => deb(root, &release(root)?).map(|file| println!("{}", file.display())),
        ["deb", "--binary", binary] => deb(root, Path::new(binary)).map(|file| println!("{}", file.display())),
        ["container"] => container(root, &release(root)?, None),
        ["container", "--base", base] => container(root, &release(root)?, Some(base)),
        ["container", "--binary", binary] => container(root, Path::new(binary), None),
        ["container", "--binary", binary, "--base", base] => container(root, Path::new(binary), Some(base)),
        ["check-aarch64"] => command("cargo", ["check", "--locked", "--package", "shebao", "--target", AARCH64], root),
        _ => bail!(USAGE),
    }
}

/// Runs a program and minds its exit code.
fn command<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>, folder: &Path) -> Result<()> {
    let status = Command::new(program).args(arguments).current_dir(folder).status();
    let status = status.with_context(|| format!("{program} is not installed"))?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

/// The release binary, built from the lock file.
fn release(root: &Path) -> Result<PathBuf> {
    command("cargo", ["build", "--release", "--locked", "--package", "shebao"], root)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/shebao"))
}

/// An empty folder below target/package.
fn fresh(root: &Path, name: &str) -> Result<PathBuf> {
    let folder = root.join("target/package").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Lays the package's tree out and lets dpkg-deb pack it; returns the file.
fn deb(root: &Path, binary: &Path) -> Result<PathBuf> {
    let parts = root.join("packaging/deb");
    let tree = fresh(root, "deb")?;
    put(binary, &tree.join("usr/bin/shebao"), 0o755)?;
    put(&parts.join("backup"), &tree.join("usr/lib/shebao/backup"), 0o755)?;
    put(&parts.join("default"), &tree.join("etc/default/shebao"), 0o644)?;
    for unit in ["shebao.service", "shebao-backup.service", "shebao-backup.timer"] {
        put(&parts.join(unit), &tree.join("lib/systemd/system").join(unit), 0o644)?;
    }
    let docs = tree.join("usr/share/doc/shebao");
    put(&parts.join("copyright"), &docs.join("copyright"), 0o644)?;
    put(&root.join("CHANGELOG.md"), &docs.join("CHANGELOG.md"), 0o644)?;
    manual(root, &docs.join("operate"))?;
    for script in ["postinst", "prerm", "postrm"] {
        put(&parts.join(script), &tree.join("DEBIAN").join(script), 0o755)?;
    }
    put(&parts.join("conffiles"), &tree.join("DEBIAN/conffiles"), 0o644)?;
    let version = env!("CARGO_PKG_VERSION");
    let bytes = fs::read(binary)?;
    let architecture = tree::architecture(&bytes)?;
    let control = fill(
        &fs::read_to_string(parts.join("control"))?,
        &[
            ("VERSION", version),
            ("ARCHITECTURE", architecture),
            ("SIZE", &tree::kib(&tree)?.to_string()),
            ("GLIBC", &tree::glibc(&bytes)?),
        ],
    )?;
    let to = tree.join("DEBIAN/control");
    fs::write(&to, control)?;
    tree::mode(&to, 0o644)?;
    let file = root.join("target/package").join(format!("shebao_{version}_{architecture}.deb"));
    let arguments: [&OsStr; 4] = ["--root-owner-group".as_ref(), "--build".as_ref(), tree.as_ref(), file.as_ref()];
    command("dpkg-deb", arguments, root)?;
    Ok(file)
}

/// The operators' manual, as it is read on the machine.
fn manual(root: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(root.join("docs/operate"))? {
        let entry = entry?;
        put(&entry.path(), &to.join(entry.file_name()), 0o644)?;
    }
    Ok(())
}

/// Builds the image with the first builder that is installed and works.
fn container(root: &Path, binary: &Path, base: Option<&str>) -> Result<()> {
    let tree = fresh(root, "container")?;
    put(binary, &tree.join("shebao"), 0o755)?;
    put(&root.join("packaging/Containerfile"), &tree.join("Containerfile"), 0o644)?;
    manual(root, &tree.join("operate"))?;
    let tag = format!("localhost/shebao:{}", env!("CARGO_PKG_VERSION"));
    let base = base.map(|base| format!("BASE={base}"));
    let mut arguments = vec!["build", "--file", "Containerfile", "--tag", &tag];
    if let Some(base) = &base {
        arguments.extend(["--build-arg", base]);
    }
    arguments.push(".");
    let works = |builder: &&&str| Command::new(builder).arg("info").output().is_ok_and(|said| said.status.success());
    let Some(builder) = ["podman", "buildah", "docker"].iter().find(works) else {
        bail!("no container builder works here: install podman, buildah or docker; {} is ready for one", tree.display())
    };
    command(builder, arguments, &tree)
}
