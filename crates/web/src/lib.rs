//! The office in a browser: every screen is a face of an existing operation.
//!
//! This crate never opens the database itself, holds no rule of its own, never shows a whole
//! identifier without a recorded reason, and loads nothing from another host. Pages are made on
//! the server and work without JavaScript.

mod forms;
mod http;
mod kept;
mod offices;
mod pages;
mod reports;
mod told;
mod view;

pub use forms::{FormGap, form_gaps};
pub use http::{Access, CONNECTIONS, Method, Route, routes};
pub use reports::ReadReports;

use std::net::SocketAddr;
use std::sync::Arc;

use office::Office;
use tokio::net::TcpListener;

use crate::http::App;
use crate::offices::Offices;

/// Why the office did not open in the browser.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("地址 {0} 无法监听：{1}。请核对是否已有程序占用，或用 --addr 换一个地址")]
    Listen(SocketAddr, String),
    /// The system refused something else.
    #[error("网页服务停止：{0}。请核对系统资源后重新启动")]
    System(#[from] std::io::Error),
}

/// Serves an installation until the program is asked to stop (Ctrl+C or SIGTERM). `on_open` is
/// told the address once pages can be asked for.
pub fn serve(
    office: Office,
    reports: Arc<dyn ReadReports>,
    addr: SocketAddr,
    on_open: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(addr).await.map_err(|e| ServeError::Listen(addr, e.to_string()))?;
        on_open(listener.local_addr()?);
        serve_on(office, reports, listener, stopped()).await
    })
}

/// Serves on a listener until `stop` is ready; requests under way are finished first.
pub async fn serve_on(
    office: Office,
    reports: Arc<dyn ReadReports>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let desktop = reports::Desktop::of(office.folder());
    let clearing = tokio::spawn(async move {
        let desktop = Arc::new(desktop);
        let mut due = tokio::time::interval(reports::LOOKED_FOR);
        loop {
            due.tick().await;
            let desktop = Arc::clone(&desktop);
            let _ = tokio::task::spawn_blocking(move || desktop.clear()).await;
        }
    });
    let offices = Arc::new(Offices::new(office));
    let app = Arc::new(App { offices: Arc::clone(&offices), reports, kept: Arc::default(), told: Arc::default() });
    http::answer(listener, http::router(app), stop).await;
    clearing.abort();
    // Closing a connection may wait for the database, which a network thread must not.
    let closed = tokio::task::spawn_blocking(move || drop(offices)).await;
    closed.map_err(|broken| ServeError::System(std::io::Error::other(broken)))
}

#[cfg(unix)]
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

#[cfg(not(unix))]
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
