//! A run that is killed leaves the old folder intact, or the next run restores it; nothing is left lying about.
#![cfg(unix)]

mod town;

use std::path::PathBuf;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use town::{Files, Town, assert_same, command, differing, names, wangge};

/// A small district, planned with another seed than its project file names now.
struct District {
    town: Town,
    old: Files,
    new: Files,
}

impl District {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let said = wangge(folder.path(), &["demo", "jianye", "--out", "."]);
        assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
        let town = Town { folder };
        let new = town.outputs();
        town.edit("project.toml", "seed = 1", "seed = 2");
        let said = town.plan();
        assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
        let old = town.outputs();
        assert!(differing(&old, &new).len() > 4, "the seed changes the plan");
        town.edit("project.toml", "seed = 2", "seed = 1");
        Self { town, old, new }
    }

    fn start(&self) -> Child {
        let mut command = command(
            self.town.folder.path(),
            &["plan", "project.toml", "--quiet"],
        );
        command.spawn().expect("the program starts")
    }

    /// A run that fails after it has looked at the output folder.
    fn failing_run(&self) {
        let beats = self.town.path("beats.geojson");
        let hidden = self.town.path("hidden.geojson");
        std::fs::rename(&beats, &hidden).expect("mine");
        assert_eq!(self.town.plan().status, Some(2));
        std::fs::rename(&hidden, &beats).expect("mine");
    }

    fn stages(&self) -> Vec<PathBuf> {
        let folder = self.town.folder.path();
        let names = names(folder);
        let stages = names.iter().filter(|name| name.contains(".tmp-"));
        stages.map(|name| folder.join(name)).collect()
    }

    fn put_back_old(&self) {
        for (name, bytes) in &self.old {
            self.town.write(&format!("out/{}", name.display()), bytes);
        }
    }
}

#[test]
fn a_killed_run_leaves_the_old_folder_or_the_next_run_restores_it() {
    let district = District::new();
    killed_in_the_middle(&district);
    killed_while_it_writes(&district);
    assert!(matches!(district.town.plan().status, Some(0 | 1)));
    assert_same(&district.town.outputs(), &district.new, "after a whole run");
    assert_eq!(district.stages(), Vec::<PathBuf>::new());
}

fn killed_in_the_middle(district: &District) {
    for after_ms in [0, 50, 400] {
        let mut child = district.start();
        sleep(Duration::from_millis(after_ms));
        child.kill().expect("it runs still");
        let status = child.wait().expect("a child");
        assert_eq!(status.code(), None, "killed, not done: {after_ms} ms");
        let now = district.town.outputs();
        assert_same(&now, &district.old, &format!("{after_ms} ms"));
    }
}

fn killed_while_it_writes(district: &District) {
    let mut caught = 0;
    for after_ms in [0, 1, 3] {
        district.put_back_old();
        let mut child = district.start();
        let writing = wait_for_stage(district, &mut child);
        sleep(Duration::from_millis(after_ms));
        child.kill().expect("a child");
        child.wait().expect("a child");
        caught += usize::from(writing && !district.stages().is_empty());
        district.failing_run();
        assert_eq!(district.stages(), Vec::<PathBuf>::new());
        let now = district.town.outputs();
        let whole = [&district.old, &district.new];
        assert!(
            whole.iter().any(|files| now == **files),
            "a mixture: {:?} differ from the old ones",
            differing(&now, &district.old)
        );
    }
    assert!(caught > 0, "no run was killed while it wrote");
}

#[test]
fn a_stage_that_was_left_in_the_exchange_is_undone() {
    let town = Town::planned();
    let old = town.outputs();
    let stage = town.path(".out.tmp-1");
    for folder in ["new", "old"] {
        std::fs::create_dir_all(stage.join(folder)).expect("mine");
    }
    let park = |name: &str| {
        std::fs::rename(town.path("out").join(name), stage.join("old").join(name)).expect("mine");
    };
    park("grids.geojson");
    park("plan.json");
    std::fs::write(stage.join("new/grids.geojson"), "half").expect("mine");
    let beats = town.path("beats.geojson");
    std::fs::remove_file(&beats).expect("mine");
    assert_eq!(town.plan().status, Some(2));
    assert_same(&town.outputs(), &old, "the files");
    assert!(!stage.exists());
}

/// Waits until the run has begun to write its files; whether it has before it ended.
fn wait_for_stage(district: &District, child: &mut Child) -> bool {
    let has_files = |stage: &PathBuf| !names(&stage.join("new")).is_empty();
    while child.try_wait().expect("a child").is_none() {
        if district.stages().iter().any(has_files) {
            return true;
        }
        sleep(Duration::from_micros(200));
    }
    false
}
