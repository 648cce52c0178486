//! `huashu test` from end to end: what it writes beside the conversations, what it rewrites, and how it ends.

use crate::binary::run;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const FLOW: &str = "\
language_version 1

intent greeting
  examples
    - hello
    - hi there
    - good morning

flow greet version 1
  trigger intent greeting
  outcomes done
  slots
    name: text
  step ask_name
    ask name \"Who is there?\"
      after_tries 3 end done
    say \"Hello {name}.\"
    end done
";

/// A shop that greets, with one conversation file of this body.
struct House {
    dir: TempDir,
}

impl House {
    fn with(body: &str) -> Self {
        let house = Self { dir: tempfile::tempdir().expect("a folder") };
        house.write("huashu.yaml", "shop: x\n");
        house.write("flows/greet.flow", FLOW);
        house.chat("a", body);
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, text).expect("it can be written");
    }

    fn chat(&self, name: &str, body: &str) {
        let head = "---\nsource: x\ndescription: d\n---\n";
        self.write(&format!("tests/conversations/{name}.chat"), &format!("{head}{body}"));
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it can be read")
    }

    /// The exit code, and everything that was printed.
    fn test(&self, more: &[&str]) -> (i32, String) {
        let args: Vec<&str> = ["test", "--color", "never"].iter().chain(more).copied().collect();
        let out = run(&args, self.dir.path(), "");
        let said = [out.stdout, out.stderr].concat();
        (out.status.code().expect("it ended"), String::from_utf8(said).expect("UTF-8"))
    }
}

const FILE: &str = "tests/conversations/a.chat";
const PENDING: &str = "tests/conversations/a.chat.new";

/// An English conversation in which one line differs.
const STALE: &str =
    "== asks who\nuser: hello\nbot: Who is it?\nmust intent is greeting\nuser: Ann\nmust said \"Ann\"\n";

#[test]
fn what_differs_is_left_beside_the_file_until_it_is_accepted() {
    let house = House::with(STALE);
    let before = house.read(FILE);
    let (code, said) = house.test(&[]);
    assert_eq!(code, 1, "{said}");
    for line in ["  - bot: Who is it?", "  + bot: Who is there?", "1 段有出入。"] {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert_eq!(house.read(FILE), before, "nobody accepted it");
    let pending = house.read(PENDING);
    assert!(pending.contains("bot: Who is there?") && pending.contains("must said \"Ann\""), "{pending}");

    let (code, said) = house.test(&["--accept"]);
    assert_eq!((code, said.contains("1 段已改写")), (0, true), "{said}");
    assert_eq!(house.read(FILE), pending);
    assert!(!house.path(PENDING).exists());
    let (code, said) = house.test(&["--lang", "en"]);
    assert_eq!((code, said.contains("1 passed.")), (0, true), "{said}");
}

#[test]
fn nothing_is_accepted_over_a_must() {
    let house = House::with(STALE);
    house.test(&[]);
    assert!(house.path(PENDING).exists());
    let failing = format!("{STALE}must silent\n");
    house.chat("a", &failing);
    let before = house.read(FILE);
    let (code, said) = house.test(&["--accept"]);
    assert_eq!((code, said.contains("没有改写：asks who")), (1, true), "{said}");
    assert_eq!(house.read(FILE), before);
    assert!(!house.path(PENDING).exists(), "a pending file from before would be accepted over the must");
}

#[test]
fn a_file_that_does_not_read_stops_no_other() {
    let house = House::with("== asks who\nuser: hello\nmust said \"Who\"\n店*:\n");
    house.chat("broken", "== t\n@@ nothing\n");
    let (code, said) = house.test(&[]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("1 个文件读不懂") && said.contains("broken.chat") && said.contains("asks who"),
        "{said}"
    );
}

#[test]
fn conversations_are_chosen_by_file_and_by_title() {
    let house =
        House::with("== one\nuser: hello\nmust intent is greeting\n\n== two\nuser: hello\nmust silent\n");
    house.chat("b", "== three\nuser: hello\nmust silent\n");
    let failed = |more: &[&str]| house.test(more).1.lines().filter(|l| l.starts_with('✗')).count();
    house.chat("rules/c", "== below\nuser: hello\nmust silent\n");
    assert_eq!(failed(&[]), 3);
    assert_eq!(failed(&["tests/conversations/b.chat"]), 1);
    assert_eq!(failed(&["tests/conversations/rules"]), 1);
    assert_eq!(failed(&["-k", "one"]), 0);
    assert_eq!(failed(&["-k", "t"]), 2);
    let (code, said) = house.test(&["-k", "four"]);
    assert_eq!((code, said.contains("没有标题里带“four”的对话")), (2, true), "{said}");
    for wrong in ["nowhere", "flows", "flows/greet.flow"] {
        assert_eq!(house.test(&[wrong]).0, 2, "{wrong}");
    }
}

#[test]
fn a_mistake_before_the_first_conversation_is_told_once() {
    let house = House::with("@mock nobody.nothing -> timeout\n== one\nuser: hello\n\n== two\nuser: hello\n");
    let (code, said) = house.test(&[]);
    assert_eq!((code, said.matches("nobody.nothing").count() > 0), (1, true), "{said}");
    assert_eq!(said.matches("错误[").count(), 1, "{said}");
}
