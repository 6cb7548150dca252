//! Connections of browsers: so many at a time, and none that says nothing holds a place for long.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections at a time. A browser opens six; a county has fifty desks. Whoever comes above that waits for a place.
pub const CONNECTIONS: usize = 400;
/// A connection that has not sent the head of a request for so long is closed.
const SILENT: Duration = Duration::from_secs(30);
/// When no more can be opened, for want of file handles, it is tried again after this.
const AGAIN: Duration = Duration::from_secs(1);

/// Answers everybody until `stop` is ready; requests under way are finished first, for half a minute at most.
pub async fn answer(listener: TcpListener, pages: Router, stop: impl Future<Output = ()>) {
    let (places, closing) = (Arc::new(Semaphore::new(CONNECTIONS)), GracefulShutdown::new());
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(SILENT);
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            next = next(&listener, &places) => next,
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(pages.clone());
        let connection = closing.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    // Who never takes an answer is not waited for.
    let _ = tokio::time::timeout(SILENT, closing.shutdown()).await;
}

async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // Nobody closes the semaphore; without a permit there would be no limit, never no answer.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be opened");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}
