//! `huashu chat`: a conversation in the terminal.

pub mod command;
mod event;
pub mod lines;
pub mod look;
mod open;
pub mod screen;
pub mod slots;
pub mod why;
pub mod width;

pub use open::{CannotChat, chat};

use crate::duration::show;
use crate::store::{Hold, StoreError};
use crate::turn::{CaughtUp, Conversation, name};
use command::{Command, HELP, Typed};
use huashu_dsl::Sources;
use huashu_dsl::value::{Instant, MediaKind, Millis};
use huashu_engine::{Body, Part, Phase, Press};
use lines::{Kind, Line, Lines};
use screen::Screen;
use std::path::PathBuf;
use std::time::Duration;

/// A conversation with somebody at the terminal.
pub struct Terminal {
    conversation: Conversation,
    /// The store's file.
    data: PathBuf,
    /// The hold on the conversation; none before its first event, when nobody else can know of it.
    held: Option<Hold>,
    shown: Sources,
    screen: Screen,
    lines: Lines,
    interrupted: bool,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    End,
}

impl Terminal {
    /// Talks until the operator ends it. Timers fire while nobody types.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn talk(&mut self) -> Result<(), StoreError> {
        self.lines.ask(self.prompt());
        loop {
            let sleeps = self.conversation.sleeps();
            let line = tokio::select! {
                line = self.lines.next() => Some(line),
                () = tokio::time::sleep(sleeps.unwrap_or(Duration::MAX)), if sleeps.is_some() => None,
            };
            match line {
                None => self.wake().await?,
                Some(line) => {
                    self.screen.fit();
                    if self.line(line).await? == Next::End {
                        return Ok(());
                    }
                    self.screen.gap();
                    self.lines.ask(self.prompt());
                }
            }
        }
    }

    /// Shows where a stored conversation stands, after doing what was left undone.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn pick_up(&mut self) -> Result<(), StoreError> {
        let Self { conversation, screen, .. } = self;
        let release = conversation.release();
        screen.aside("（上次说到这里）");
        let caught = conversation.catch_up(&mut |sight| screen.see(&release.program, sight)).await?;
        if caught == CaughtUp::NothingLeft {
            conversation.last_replies()?.iter().for_each(|part| screen.reply(part));
        }
        self.silence();
        self.screen.gap();
        Ok(())
    }

    fn prompt(&self) -> &'static str {
        match self.lines.kind() {
            Kind::Piped => "",
            Kind::Typed => self.screen.look().prompt(),
        }
    }

    async fn line(&mut self, line: Line) -> Result<Next, StoreError> {
        let text = match line {
            Line::End => return Ok(self.goodbye()),
            Line::Interrupt if self.interrupted => return Ok(self.goodbye()),
            Line::Interrupt => {
                self.interrupted = true;
                self.screen.aside("再按一次 Ctrl-C 就退出");
                return Ok(Next::Line);
            }
            // As a channel's message box does: what no key types is a blank.
            Line::Text(text) => huashu_engine::render::line(&text),
        };
        self.interrupted = false;
        if self.lines.kind() == Kind::Piped && !text.trim().is_empty() {
            self.screen.print(&format!("客: {}", text.trim()));
        }
        match command::read(&text, self.screen.buttons.len()) {
            Typed::Nothing => {}
            Typed::Wrong(why) => self.screen.aside(&why),
            Typed::Words(words) => self.say(&words).await?,
            Typed::Press(number) => self.press(number).await?,
            Typed::Command(command) => return self.command(command).await,
        }
        Ok(Next::Line)
    }

    async fn command(&mut self, command: Command) -> Result<Next, StoreError> {
        match command {
            Command::Quit => return Ok(self.goodbye()),
            Command::Help => self.help(),
            Command::Why => self.why(),
            Command::Slots => self.slots(),
            Command::New => self.begin_anew(),
            Command::Back => self.back().await?,
            Command::Time(by) => self.advance(by).await?,
            Command::Photo(names) => {
                let photos = names.into_iter().map(|name| Part::Media(MediaKind::Image, name)).collect();
                self.take(Body::Said(photos)).await?;
            }
            Command::Event(event, record) => self.event(&event, &record).await?,
        }
        Ok(Next::Line)
    }

    async fn say(&mut self, words: &str) -> Result<(), StoreError> {
        let reading = self.conversation.release().matcher.read(words);
        self.take(Body::Said(vec![Part::Text(reading)])).await
    }

    async fn press(&mut self, number: usize) -> Result<(), StoreError> {
        let Some(button) = number.checked_sub(1).and_then(|n| self.screen.buttons.get(n)).cloned() else {
            return Ok(());
        };
        self.screen.aside(&format!("（点了 {}）", button.label));
        match button.press {
            Press::Payload(payload) => self.take(Body::Pressed(payload)).await,
            Press::Words => self.say(&button.label.to_string()).await,
        }
    }

    async fn event(&mut self, event: &str, record: &str) -> Result<(), StoreError> {
        match event::read(&self.conversation.release().program, event, record) {
            Ok((id, record)) => self.take(Body::Happened(id, record)).await,
            Err(why) => {
                self.screen.aside(&why);
                Ok(())
            }
        }
    }

    async fn back(&mut self) -> Result<(), StoreError> {
        match self.conversation.session().phase {
            Phase::Human(_) => {
                self.screen.aside("（交还给机器人了）");
                self.take(Body::HandedBack).await
            }
            Phase::Bot => {
                self.screen.aside("没有转人工，不用交还");
                Ok(())
            }
        }
    }

    /// Something the customer or the operator did.
    async fn take(&mut self, body: Body) -> Result<(), StoreError> {
        self.screen.turn();
        if self.held.is_none() {
            self.held = Hold::take(&self.data, &name(self.conversation.session().conversation))?;
        }
        let dedupe = uuid::Uuid::now_v7().to_string();
        let Self { conversation, screen, .. } = self;
        let release = conversation.release();
        conversation.take(body, &dedupe, &mut |sight| screen.see(&release.program, sight)).await?;
        self.silence();
        Ok(())
    }

    async fn wake(&mut self) -> Result<(), StoreError> {
        let Self { conversation, screen, .. } = self;
        screen.begin();
        let release = conversation.release();
        conversation.wake(&mut |sight| screen.see(&release.program, sight)).await?;
        self.screen.gap();
        Ok(())
    }

    async fn advance(&mut self, by: Millis) -> Result<(), StoreError> {
        let Self { conversation, screen, .. } = self;
        let release = conversation.release();
        let then = moment(&release.program.time_zone, conversation.now() + by);
        screen.aside(&format!("（过了 {}，现在是 {then}）", show(by)));
        screen.begin();
        conversation.advance(by, &mut |sight| screen.see(&release.program, sight)).await?;
        if screen.said.is_empty() {
            screen.aside(match screen.why.is_empty() {
                true => "（这段时间里没有要提醒的）",
                false => "（到了时间的事办了，店没有说话；/why 看是什么）",
            });
        }
        Ok(())
    }

    fn help(&mut self) {
        let rows: Vec<_> = HELP.iter().map(|(typed, does)| vec![(*typed).into(), (*does).into()]).collect();
        self.screen.print(&self.screen.look().table(&rows));
    }

    /// Says why the shop says nothing, where it does.
    fn silence(&mut self) {
        if self.screen.said.is_empty() && matches!(self.conversation.session().phase, Phase::Human(_)) {
            self.screen.aside("（人工接待中，机器人不说话；/back 交还给机器人）");
        }
    }

    fn why(&mut self) {
        let release = self.conversation.release();
        let text = why::why(
            &release.program,
            &self.shown,
            self.screen.look(),
            &self.screen.why,
            &self.screen.said,
            &self.screen.notes,
        );
        self.screen.print(&text);
    }

    fn slots(&mut self) {
        let now = self.conversation.now();
        let release = self.conversation.release();
        let text = slots::slots(&release.program, self.conversation.session(), now, self.screen.look());
        self.screen.print(&text);
    }

    fn begin_anew(&mut self) {
        self.conversation.begin_anew();
        self.held = None;
        self.screen.turn();
        self.screen.aside("（新会话，上一个已存好）");
    }

    fn goodbye(&mut self) -> Next {
        if self.conversation.is_stored() {
            let id = name(self.conversation.session().conversation);
            self.screen.aside(&format!("（会话已存好，再来时加上 --resume {id} 接着聊）"));
        }
        Next::End
    }
}

/// Date and time of the shop's clock.
fn moment(zone: &str, at: Instant) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    at.to_zoned(zone).strftime("%-m月%-d日 %H:%M").to_string()
}
