//! Opening a conversation: the shop is read and compiled, its systems are connected, the store is opened, and who talks is known.

use super::Terminal;
use super::lines::{Kind, Lines};
use super::look::{Ink, Look};
use super::screen::Screen;
use super::width::of_terminal;
use crate::check::{Report, Verdict, render};
use crate::cli::{self, Colour};
use crate::config::Connector;
use crate::connector::{Connectors, Unusable};
use crate::customer::Customers;
use crate::demo;
use crate::release::{Release, prepare};
use crate::shop::{NotAShop, Shop};
use crate::store::{Hold, Store, StoreError, Stored};
use crate::turn::{Conversation, name, named};
use huashu_dsl::{Diagnostic, Lang};
use huashu_engine::Fault;
use std::fmt;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why there is no conversation.
#[derive(Debug)]
pub enum CannotChat {
    /// The folder is no shop.
    Shop(NotAShop),
    /// A connector cannot be used here.
    Connector(Unusable),
    /// The store fails.
    Store(StoreError),
    /// The demo shop cannot be opened.
    Demo(io::Error),
    /// The terminal or the runtime fails.
    Terminal(io::Error),
    /// There is no such conversation.
    NoConversation(String),
    /// Nobody has talked yet.
    NothingToResume,
    /// The conversation belongs to another version of the flows.
    OtherRelease,
    /// Somebody else is talking in it.
    Held,
    /// What is stored of the conversation cannot be read.
    Damaged,
    /// There is no such channel; these are.
    NoChannel(String, Vec<String>),
}

impl fmt::Display for CannotChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shop(error) => error.fmt(f),
            Self::Connector(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Demo(error) => write!(f, "示例后台打不开：{error}"),
            Self::Terminal(error) => write!(f, "终端用不了：{error}"),
            Self::NoConversation(id) => write!(f, "没有会话“{id}” (no such conversation)"),
            Self::NothingToResume => f.write_str("还没有聊过，去掉 --resume 开始新会话 (nothing to resume)"),
            Self::OtherRelease => f.write_str(
                "流程的结构改过了，这次会话接不上；去掉 --resume 开始新会话 (the flows have changed since)",
            ),
            Self::Held => f.write_str(
                "这次会话正在另一个窗口里聊，先在那里 /quit，或去掉 --resume 开始新会话 (the conversation is open in another window)",
            ),
            Self::Damaged => f.write_str("这次会话的数据损坏了，接不上 (the stored conversation is damaged)"),
            Self::NoChannel(channel, known) => {
                write!(f, "没有渠道“{channel}”，有：{} (no such channel)", known.join("、"))
            }
        }
    }
}

impl std::error::Error for CannotChat {}

impl From<StoreError> for CannotChat {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Runs `huashu chat`. A shop with errors is reported as by `huashu check`.
///
/// # Errors
/// Where something that the conversation needs is not there.
pub fn chat(asked: &cli::Chat) -> Result<Report, CannotChat> {
    let shop = Shop::load(&asked.dir).map_err(CannotChat::Shop)?;
    let (release, found) = prepare(&shop);
    let Some(release) = release else {
        let text = render(&shop, &found, Lang::Zh, if asked.plain { Colour::Never } else { Colour::Auto });
        return Ok(Report { text, verdict: Verdict::Failed });
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(CannotChat::Terminal)?;
    let talked = runtime.block_on(talk(asked, shop, release, &found));
    // The thread that waits for a key cannot be stopped; nobody waits for it.
    runtime.shutdown_background();
    talked.map(|()| Report { text: String::new(), verdict: Verdict::Passed })
}

async fn talk(
    asked: &cli::Chat,
    shop: Shop,
    release: Release,
    found: &[Diagnostic],
) -> Result<(), CannotChat> {
    let data = asked.data.clone().unwrap_or_else(|| shop.root.join(".huashu/huashu.db"));
    let store = Store::open(&data)?;
    let picked = asked.resume.as_deref().map(|id| find(&store, &data, id)).transpose()?;
    let (stored, held) = picked.unzip();
    let demo = open_demo(&shop, &data, stored.is_some()).await?;
    let environment = |name: &str| std::env::var(name).ok();
    let connectors =
        Connectors::new(&shop.config.connectors, demo, &environment).map_err(CannotChat::Connector)?;
    let customers = Customers::new(shop.config.customer.clone());
    let channel = channel(asked, &shop, &release)?;
    let release = Arc::new(release);
    let resumed = stored.is_some();
    let conversation = match stored {
        Some(stored) => Conversation::resume(release, connectors, customers, store, stored)
            .map_err(|fault| refused(&fault))?,
        None => Conversation::begin(release, connectors, customers, store, &asked.customer, channel),
    };
    let (lines, above) = Lines::open();
    let mut screen = Screen::new(look(asked.plain || lines.kind() == Kind::Piped), above);
    screen.aside(&heading(&shop, &conversation));
    if !found.is_empty() {
        screen.note(&format!("这家店有 {} 处警告，huashu check 看详情", found.len()));
    }
    let mut terminal =
        Terminal { conversation, data, held, shown: shop.shown, screen, lines, interrupted: false };
    terminal.screen.gap();
    if resumed {
        terminal.pick_up().await?;
    }
    Ok(terminal.talk().await?)
}

/// The shop, the channel, and what to type first.
fn heading(shop: &Shop, conversation: &Conversation) -> String {
    let (release, channel) = (conversation.release(), conversation.session().channel);
    let channel = release.channels().nth(usize::from(channel)).unwrap_or_default().to_owned();
    format!("{} · {channel} · 直接打字，就是顾客在说话 · /help 看命令", shop.config.shop)
}

/// The conversation of this name, or the last one, and the hold on it. It is read while it is held: whoever held it before may have moved it on.
fn find(store: &Store, data: &Path, id: &str) -> Result<(Stored, Hold), CannotChat> {
    let unknown = || CannotChat::NoConversation(id.to_owned());
    let wanted = match id {
        "" => store.latest()?.ok_or(CannotChat::NothingToResume)?.id,
        id => named(id).ok_or_else(unknown)?,
    };
    store.conversation(wanted)?.ok_or_else(unknown)?;
    let held = Hold::take(data, &name(wanted))?.ok_or(CannotChat::Held)?;
    Ok((store.conversation(wanted)?.ok_or_else(unknown)?, held))
}

fn refused(fault: &Fault) -> CannotChat {
    match fault {
        Fault::OtherStructure => CannotChat::OtherRelease,
        Fault::Misfit(_) | Fault::TooManySteps | Fault::Damaged(_) => CannotChat::Damaged,
    }
}

async fn open_demo(shop: &Shop, data: &Path, resumed: bool) -> Result<Option<SocketAddr>, CannotChat> {
    if !shop.config.connectors.values().any(|connector| *connector == Connector::Demo) {
        return Ok(None);
    }
    let file: PathBuf = data.with_file_name("demo.db");
    demo::beside(&file, if resumed { demo::Wanted::AsItWas } else { demo::Wanted::OfToday })
        .await
        .map(Some)
        .map_err(CannotChat::Demo)
}

fn channel(asked: &cli::Chat, shop: &Shop, release: &Release) -> Result<u16, CannotChat> {
    let wanted = asked.channel.as_deref().unwrap_or(&shop.config.channel);
    let known = || release.channels().map(str::to_owned).collect();
    release.channel(wanted).ok_or_else(|| CannotChat::NoChannel(wanted.to_owned(), known()))
}

fn look(plain: bool) -> Look {
    let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let dumb = said("TERM").is_none_or(|term| term == "dumb");
    let ink = if said("NO_COLOR").is_some() { Ink::Mono } else { Ink::Colour };
    if plain || dumb || !io::stdout().is_terminal() { Look::Plain } else { Look::Rich(of_terminal(), ink) }
}
