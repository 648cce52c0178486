//! Opening the demo shop: beside a conversation, or on its own with `huashu demo-shop`.

use crate::cli;
use crate::clock::timestamp;
use crate::demo_shop::{seed, serve};
use rusqlite::Connection;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;

/// Orders of the demo shop were placed some days before it was made, so that after a while nothing can be returned any more.
const FRESH: Duration = Duration::from_secs(24 * 3600);

/// Which demo shop is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The one of an earlier conversation, with its tickets.
    AsItWas,
    /// One whose orders were placed in the last days.
    OfToday,
}

/// Opens the demo shop kept in `file` on a free port of this machine, for as long as the process runs.
///
/// # Errors
/// Where the file or a port cannot be opened.
pub async fn beside(file: &Path, wanted: Wanted) -> io::Result<SocketAddr> {
    if wanted == Wanted::OfToday && is_old(file) {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = file.as_os_str().to_owned();
            path.push(suffix);
            // What cannot be removed is opened as it is.
            let _ = std::fs::remove_file(path);
        }
    }
    let data = open(Some(file))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener, data, timestamp, std::future::pending()));
    Ok(address)
}

/// Runs `huashu demo-shop` until Ctrl-C.
///
/// # Errors
/// Where the file or the port cannot be opened.
pub fn run(asked: &cli::DemoShop, say: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let data = open(asked.data.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked.port)).await;
        let listener = listener.map_err(|error| io::Error::new(error.kind(), taken(asked.port, &error)))?;
        say(listener.local_addr()?);
        let stop = async {
            // Where signals do not work the process is stopped from outside.
            let _ = tokio::signal::ctrl_c().await;
        };
        serve(listener, data, timestamp, stop).await
    })
}

fn taken(port: u16, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "端口 {port} 已经有程序在用，换一个：huashu demo-shop --port {} (the port is taken)",
                port.wrapping_add(1).max(1024)
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("端口 {port} 不让用，换一个大于 1024 的 (the port is not allowed)")
        }
        _ => format!("端口 {port} 打不开：{error}"),
    }
}

fn open(file: Option<&Path>) -> io::Result<Connection> {
    let mut data = match file {
        Some(file) => Connection::open(file),
        None => Connection::open_in_memory(),
    }
    .map_err(io::Error::other)?;
    seed(&mut data, timestamp()).map_err(io::Error::other)?;
    Ok(data)
}

/// Whether the file was made longer ago than [`FRESH`], or when is not known.
fn is_old(file: &Path) -> bool {
    let Ok(about) = std::fs::metadata(file) else { return false };
    let made = about.created().or_else(|_| about.modified());
    made.ok().and_then(|made| made.elapsed().ok()).is_none_or(|age| age > FRESH)
}
