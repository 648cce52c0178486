//! The `huashu` binary: reads the command line, runs a command, and says with its exit code how it went.

use clap::Parser;
use clap::error::ErrorKind;
use huashu_server::check::{self, Report, Verdict};
use huashu_server::cli::{Cli, Command};
use huashu_server::graph::{self, Drawn};
use huashu_server::{conversations, convert, demo, explain, fmt, schema, terminal, usage};
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;

/// Compiling a shop asks for many small pieces of memory.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are asked for, and printed as clap lays them out.
        Err(asked)
            if !asked.use_stderr() || asked.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            asked.exit()
        }
        Err(wrong) => {
            let _ = write!(std::io::stderr(), "{}", usage::explain(&wrong));
            return ExitCode::from(2);
        }
    };
    match run(cli.command).and_then(|report| print(&report)) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "huashu: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Check(asked) => Ok(check::check(&asked)?),
        Command::Explain(asked) => Ok(explain::explain(&asked)?),
        Command::Fmt(asked) => {
            let input = || std::io::read_to_string(std::io::stdin());
            Ok(fmt::fmt(&asked, input, &mut |said| {
                let _ = std::io::stderr().write_all(said.as_bytes());
            })?)
        }
        Command::Convert(asked) => Ok(convert::convert(&asked, &mut |said| {
            let _ = std::io::stderr().write_all(said.as_bytes());
        })?),
        Command::Schema(asked) => Ok(Report { text: schema::text(asked.of), verdict: Verdict::Passed }),
        Command::Chat(asked) => Ok(terminal::chat(&asked)?),
        Command::Graph(asked) => Ok(match graph::graph(&asked)? {
            Drawn::Picture(text) => Report { text, verdict: Verdict::Passed },
            // Standard output is for the picture, and may well be a file.
            Drawn::Refused(findings) => {
                let _ = write!(std::io::stderr(), "{findings}");
                Report { text: String::new(), verdict: Verdict::Failed }
            }
        }),
        Command::DemoShop(asked) => {
            demo::run(&asked, announce)?;
            Ok(Report { text: String::new(), verdict: Verdict::Passed })
        }
        Command::Test(asked) => Ok(conversations::test(&asked, &mut |went| {
            // Who does not read on, gets no more; the exit code still tells how it went.
            let _ = std::io::stdout().write_all(went.as_bytes());
        })?),
    }
}

fn announce(address: SocketAddr) {
    let _ = writeln!(std::io::stdout(), "示例后台开在 http://{address}，Ctrl-C 关掉 (the demo shop is open)");
}

fn print(report: &Report) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    // A reader that has seen enough (`huashu check | head`) is no failure of the command.
    match out.write_all(report.text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(match report.verdict {
        Verdict::Passed => ExitCode::SUCCESS,
        Verdict::Failed => ExitCode::from(1),
    })
}
