//! The `huashu` binary: reads the command line, runs a command, and says with its exit code how it went.

use clap::Parser;
use huashu_server::check::{self, Report, Verdict};
use huashu_server::cli::{Cli, Command};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // clap ends the process with 2 where the usage is wrong.
    let cli = Cli::parse();
    match run(cli.command).and_then(print) {
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
        Command::Chat(_) | Command::Test(_) | Command::DemoShop(_) => anyhow::bail!("not built"),
    }
}

fn print(report: Report) -> anyhow::Result<ExitCode> {
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
