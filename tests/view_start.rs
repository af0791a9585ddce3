//! `wangge view` at its start: which folder, which port, which browser.

mod viewed;

use std::fs;
use std::path::Path;
use std::process::Output;

use viewed::{Viewed, plan_folder, wangge};

fn output(dir: &Path, more: &[&str]) -> Output {
    let mut command = wangge(&["view", "--no-browser"]);
    command.arg(dir).args(more).output().expect("the program")
}

fn assert_cannot_run(output: &Output, words: &[&str]) {
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(output.stdout.is_empty(), "nothing is served");
    assert_eq!(err.lines().count(), 1, "{err}");
    for word in words {
        assert!(err.contains(word), "{word} in {err}");
    }
}

#[cfg(unix)]
#[test]
fn the_folder_may_be_named_by_a_link() {
    let viewed = Viewed::of(plan_folder(), |plan| {
        let link = plan.with_file_name("today");
        std::os::unix::fs::symlink("plan", &link).expect("a link");
        let mut command = wangge(&["view", "--no-browser"]);
        command.arg(link);
        command
    });
    viewed.assert_alive();
    assert_eq!(viewed.get("/link").status(), Some(404));
}

#[test]
fn a_folder_without_a_map_says_how_to_get_one() {
    let root = plan_folder();
    let plan = root.path().join("plan");
    fs::remove_file(plan.join("map.html")).expect("removed");
    let words = ["plan: ", "map.html", "wangge plan", "--no-map"];
    assert_cannot_run(&output(&plan, &[]), &words);
    let none = output(&root.path().join("none"), &[]);
    assert_cannot_run(&none, &["none", "name the folder of outputs"]);
    let file = output(&root.path().join("secret"), &[]);
    assert_cannot_run(&file, &["secret", "name the folder of outputs"]);
}

#[test]
fn a_port_that_is_taken_says_so() {
    let viewed = Viewed::new();
    let port = viewed.port.to_string();
    let second = output(&viewed.plan(), &["--port", &port]);
    assert_cannot_run(&second, &[&port, "--port"]);
    viewed.assert_alive();
}

#[test]
fn a_port_may_be_chosen() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let viewed = Viewed::of(plan_folder(), |plan| {
        let mut command = wangge(&["view", "--no-browser", "--port", &port.to_string()]);
        command.arg(plan);
        command
    });
    assert_eq!(viewed.port, port);
    viewed.assert_alive();
}

#[test]
fn without_a_browser_the_address_is_printed_and_served() {
    let viewed = Viewed::of(plan_folder(), |plan| {
        let mut command = wangge(&["view"]);
        command.arg(plan).env("PATH", plan.join("sub"));
        command
    });
    viewed.assert_alive();
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_at_the_address_unless_it_is_not_wanted() {
    use std::os::unix::fs::PermissionsExt as _;

    for (arguments, opened) in [
        (["view", "--port=0"], true),
        (["view", "--no-browser"], false),
    ] {
        let root = plan_folder();
        let tools = root.path().join("tools");
        fs::create_dir(&tools).expect("a folder");
        let launcher = tools.join("xdg-open");
        // The name appears when the text is whole.
        let script = "#!/bin/sh\nd=${0%/*}\necho \"$1\" > $d/new\n/bin/mv $d/new $d/opened\n";
        fs::write(&launcher, script).expect("a script");
        fs::set_permissions(&launcher, fs::Permissions::from_mode(0o755)).expect("a program");
        let viewed = Viewed::of(root, |plan| {
            let mut command = wangge(&arguments);
            command.arg(plan).env("PATH", &tools);
            command
        });
        let seen = tools.join("opened");
        while opened && !seen.exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        viewed.assert_alive();
        let url = fs::read_to_string(seen).unwrap_or_default();
        assert_eq!(
            url.trim_end(),
            if opened { viewed.url.as_str() } else { "" }
        );
    }
}
