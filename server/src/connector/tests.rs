use super::{Connectors, MAX_RESPONSE, Unusable};
use crate::config::{Connector, Http};
use huashu_dsl::value::Millis;
use huashu_plugins::{Answer, HttpRequest, HttpResponse};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::sync::oneshot;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const LIMIT: Duration = Duration::from_secs(5);

/// A server that takes one request, answers with `response` and gives back what it was sent.
fn server(response: Vec<u8>) -> Result<(SocketAddr, oneshot::Receiver<String>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let mut buffer = vec![0; 4096];
        let read = stream.read(&mut buffer)?;
        buffer.truncate(read);
        let _ = sender.send(String::from_utf8_lossy(&buffer).into_owned());
        stream.write_all(&response)
    });
    Ok((address, receiver))
}

fn shop(url: String) -> BTreeMap<String, Connector> {
    let headers = vec![("Authorization".to_owned(), "Bearer ${TOKEN}".to_owned())];
    BTreeMap::from([("erp".to_owned(), Connector::Http(Http { url, headers, timeout: Millis(500) }))])
}

fn connectors(url: String) -> Result<Connectors> {
    Ok(Connectors::new(&shop(url), None, &|name| (name == "TOKEN").then(|| "secret".to_owned()))?)
}

fn request(method: &str, path: &str) -> HttpRequest {
    HttpRequest {
        connector: "erp".into(),
        method: method.into(),
        path: path.into(),
        query: vec![("q".into(), "红色 & 大".into())],
        body: (method != "GET").then(|| "{}".to_owned()),
        idempotency_key: "c-1-2-1-0".into(),
    }
}

#[tokio::test]
async fn sends_what_the_script_asked_and_what_the_connector_adds() -> Result {
    let (address, seen) =
        server(b"HTTP/1.1 404 Not Found\r\ncontent-length: 6\r\n\r\n\xe6\xb2\xa1\xe6\x9c\x89".to_vec())?;
    let answer = connectors(format!("http://{address}/api/"))?.send(&request("POST", "/orders"), LIMIT).await;
    assert_eq!(answer, Answer::Http(HttpResponse { status: 404, body: "没有".into() }));
    let seen = seen.await?;
    assert!(
        seen.starts_with("POST /api/orders?q=%E7%BA%A2%E8%89%B2%20%26%20%E5%A4%A7 HTTP/1.1\r\n"),
        "{seen}"
    );
    for header in
        ["authorization: Bearer secret", "idempotency-key: c-1-2-1-0", "content-type: application/json"]
    {
        assert!(seen.contains(header), "{header} in {seen}");
    }
    Ok(())
}

#[tokio::test]
async fn a_slow_system_is_a_time_out() -> Result {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let connectors = connectors(format!("http://{}", listener.local_addr()?))?;
    assert_eq!(connectors.send(&request("GET", "/"), Duration::from_millis(50)).await, Answer::TimedOut);
    assert_eq!(connectors.send(&request("GET", "/"), LIMIT).await, Answer::TimedOut);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_reached_is_said() -> Result {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    drop(listener);
    let dead = connectors(format!("http://{address}"))?;
    let other = HttpRequest { connector: "crm".into(), ..request("GET", "/") };
    let cases = [
        (request("GET", "/"), "连不上"),
        (other, "没有“crm”"),
        (request("GET", "/../admin"), "不能请求"),
        (request("GET", "@evil.example/"), "不能请求"),
        (request("GE T", "/"), "没有"),
    ];
    for (request, says) in cases {
        let answer = dead.send(&request, LIMIT).await;
        assert!(matches!(&answer, Answer::Unreachable(why) if why.contains(says)), "{says}: {answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_response_without_end_is_cut_off() -> Result {
    let mut response =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", MAX_RESPONSE + 1).into_bytes();
    response.resize(response.len() + MAX_RESPONSE + 1, b'x');
    let (address, _seen) = server(response)?;
    let answer = connectors(format!("http://{address}"))?.send(&request("GET", "/"), LIMIT).await;
    assert!(matches!(&answer, Answer::Unreachable(why) if why.contains("1 MiB")), "{answer:?}");
    Ok(())
}

#[test]
fn a_connector_that_cannot_work_is_found_before_it_is_called() {
    let unset = Connectors::new(&shop("http://a".into()), None, &|_| None).map(drop);
    assert_eq!(unset, Err(Unusable::Variable("erp".into(), "TOKEN".into())));
    let address = Connectors::new(&shop("http://".into()), None, &|_| Some("x".into())).map(drop);
    assert_eq!(address, Err(Unusable::Address("erp".into(), "http://".into())));
    let header = Connectors::new(&shop("http://a".into()), None, &|_| Some("a\nb".into())).map(drop);
    assert_eq!(header, Err(Unusable::Header("erp".into(), "Authorization".into())));
}
