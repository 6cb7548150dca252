//! `serve`: the office in a browser.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;

use crate::arguments::Common;
use crate::open;

/// Serves the installation until the program is stopped.
pub fn serve(common: &Common, addr: SocketAddr) -> Result<()> {
    let office = open::office(common)?;
    web::serve(office, Arc::new(open::document_reader()?), addr, |at| {
        sayln!("社保经办已在浏览器中打开：http://{at}");
        sayln!("按 Ctrl+C 停止；正在办理的请求会先办完。");
    })?;
    sayln!("已停止。");
    Ok(())
}
