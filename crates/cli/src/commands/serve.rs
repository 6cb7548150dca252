//! `serve`: the office in a browser.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use files::DocumentReader;

use crate::arguments::Common;
use crate::open;

/// Serves the installation until the program is stopped.
pub fn serve(common: &Common, addr: SocketAddr) -> Result<()> {
    let office = open::office(common)?;
    let exe = std::env::current_exe().context("找不到本程序自身的路径，无法启动读取文件的子进程")?;
    web::serve(office, Arc::new(DocumentReader::new(exe)), addr, |at| {
        sayln!("社保经办已在浏览器中打开：http://{at}");
        sayln!("按 Ctrl+C 停止；正在办理的请求会先办完。");
    })?;
    sayln!("已停止。");
    Ok(())
}
