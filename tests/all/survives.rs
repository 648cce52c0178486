//! A conversation outlives its process: killed in the middle of a return, it goes on with the same question.

use crate::binary::Talk;

#[test]
fn a_killed_return_goes_on_with_the_same_question() {
    let dir = tempfile::tempdir().expect("a place for the store");
    let data = dir.path().join("huashu.db");

    let mut talk = Talk::start(&data, &[]);
    talk.say("我要退货");
    talk.hear("要退哪一单呢");
    talk.say("1");
    talk.hear("是什么原因想退呢");
    talk.kill();

    let mut talk = Talk::start(&data, &["--resume"]);
    talk.hear("是什么原因想退呢");
    talk.say("袖口开线了");
    talk.hear("拍几张能看清问题的照片");
    talk.say("跳过");
    talk.hear("给您这样处理");
    talk.kill();

    let mut talk = Talk::start(&data, &["--resume"]);
    talk.hear("给您这样处理");
    talk.say("可以");
    let ticket = talk.hear("工单号");
    assert!(ticket.contains("已经提交"), "{ticket}");
}
