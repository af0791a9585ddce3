//! Project files that are wrong: the error names the file, the line, the key and the remedy.

mod project_file;

use project_file::{File, WHOLE};
use wangge::project;

fn error(text: &str) -> String {
    let file = File::new(text);
    let error = project::load(&file.path()).expect_err("a wrong project file");
    let error = error.to_string();
    assert!(error.contains("plan.toml: "), "{error}");
    error
}

/// The whole file with one text replaced.
fn whole(from: &str, to: &str) -> String {
    assert!(WHOLE.contains(from), "{from}");
    WHOLE.replacen(from, to, 1)
}

#[test]
fn a_file_of_typos_names_every_key_with_its_line_and_the_nearest() {
    let typos = r#"[projct]
name = "x"
[project]
nmae = "x"
[inputs.building]
path = "b.geojson"
[inputs.buildings]
path = "b.geojson"
househods = "households"
flors = "floors"
[inputs.communities]
Path = "c.geojson"
subdistricts = "s"
[[inputs.barriers]]
path = "streets.geojson"
class = { field = "c", mayor = [1], minor = "*" }
[allign]
tolerance = 15
[align]
tolerance = 15
[[level]]
name = "grid"
household = { min = 1 }
persons = { maximum = 1500 }
[beats]
persons = { urban = 1 }
[solve]
sed = 1
[output]
folder = "out"
"#;
    let error = error(typos);
    let expected = [
        "line 1: unknown key `projct` at the top of the file, did you mean `project`?",
        "line 4: unknown key `nmae` in [project], did you mean `name`?",
        "line 5: unknown key `building` in [inputs], did you mean `buildings`?",
        "line 9: unknown key `househods` in [inputs.buildings], did you mean `households`?",
        "line 10: unknown key `flors` in [inputs.buildings], did you mean `floors`?",
        "line 12: unknown key `Path` in [inputs.communities], did you mean `path`?",
        "line 13: unknown key `subdistricts` in [inputs.communities], did you mean `subdistrict`?",
        "line 16: unknown key `mayor` in [inputs.barriers.class], did you mean `major`?",
        "line 17: unknown key `allign` at the top of the file, did you mean `align`?",
        "line 20: unknown key `tolerance` in [align], did you mean `tolerance_m`?",
        "line 23: unknown key `household` in [level], did you mean `households`?",
        "line 24: unknown key `maximum` in [level.persons], did you mean `max`?",
        "line 26: unknown key `urban` in [beats.persons], did you mean `urban_max`?",
        "line 28: unknown key `sed` in [solve], did you mean `seed`?",
        "line 30: unknown key `folder` in [output], did you mean",
    ];
    for text in expected {
        assert!(error.contains(text), "`{text}` is not in: {error}");
    }
    assert_eq!(
        error.matches("unknown key").count(),
        expected.len(),
        "{error}"
    );
    assert!(error.ends_with("; correct or remove these keys"), "{error}");
}

#[test]
fn what_is_not_built_yet_is_never_ignored() {
    let error = error(&format!(
        "{WHOLE}\n[inputs.existing]\npath = \"e.geojson\"\n"
    ));
    let message = "`inputs.existing` is not supported yet";
    assert!(error.contains(message), "{error}");
}

#[test]
fn oversize_is_flag_or_entrance() {
    let error = error(&whole("\"flag\"", "\"cut\""));
    assert!(
        error.contains("oversize is `cut`; it must be \"flag\" or \"entrance\""),
        "{error}"
    );
}

#[test]
fn a_value_of_the_wrong_type_names_its_key_and_line() {
    let cases = [
        (
            "seed = 7",
            "seed = \"seven\"",
            "line 73: `solve.seed`: invalid type: string",
        ),
        (
            "seed = 7",
            "seed = -7",
            "`solve.seed`: invalid value: integer `-7`",
        ),
        (
            "effort = \"thorough\"",
            "effort = \"hard\"",
            "`solve.effort`: unknown variant `hard`",
        ),
        (
            "min = 200",
            "min = \"200\"",
            "`level.households.min`: invalid type",
        ),
        (
            "min = 200",
            "min = 200.5",
            "`level.households.min`: invalid type: floating point",
        ),
        (
            "tolerance_m = 15",
            "tolerance_m = true",
            "`align.tolerance_m`: invalid type",
        ),
        (
            "class = \"river\"",
            "class = \"sea\"",
            "`inputs.barriers.class`: unknown class `sea`",
        ),
        (
            "class = \"river\"",
            "class = 3",
            "`inputs.barriers.class`: the class must be rail",
        ),
        (
            "path = \"beats.geojson\"",
            "path = 5",
            "`inputs.beats.path`: invalid type: integer",
        ),
        (
            "path = \"beats.geojson\"",
            "",
            "`inputs.beats`: missing field `path`",
        ),
    ];
    for (from, to, message) in cases {
        let error = error(&whole(from, to));
        assert!(error.contains(message), "`{message}` is not in: {error}");
    }
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let error = error(&whole("seed = 7", "seed = "));
    assert!(error.contains("line 73: "), "{error}");
    assert!(error.contains("the file is TOML"), "{error}");
}

#[test]
fn a_missing_project_file_is_an_error_with_a_remedy() {
    let file = File::new("");
    let error = project::load(&file.folder.path().join("no.toml")).expect_err("no file");
    let error = error.to_string();
    assert!(
        error.contains("no.toml: ") && error.contains("name a project file"),
        "{error}"
    );
}

#[test]
fn rules_that_cannot_hold_are_named() {
    let cases = [
        (
            "tolerance_m = 15",
            "tolerance_m = 201",
            "align.tolerance_m is 201",
        ),
        (
            "tolerance_m = 15",
            "tolerance_m = nan",
            "align.tolerance_m is NaN",
        ),
        (
            "min = 200",
            "min = 500",
            "level `grid`, households: must be min <= target <= max",
        ),
        (
            "max = 150 }",
            "max = 450 }",
            "households: max of `micro_grid` is above max of `grid`",
        ),
        (
            "urban_max = 10000",
            "urban_max = 0",
            "beats.persons.urban_max is 0",
        ),
        (
            "merchants = 2.0",
            "merchants = -2.0",
            "workload.merchants is -2",
        ),
        (
            "merchants = \"merchants\"",
            "",
            "a level bounds `merchants`, but no input gives them; name their field in [inputs.buildings] or [inputs.population]; workload.merchants",
        ),
        (
            "households = 1.0\nmerchants = 2.0",
            "",
            "[workload] gives no weights",
        ),
        (
            "name = \"micro_grid\"",
            "name = \"grid\"",
            "two levels are named `grid`",
        ),
        ("use = \"use\"\n", "", "residential_uses needs `use`"),
        (
            "name = \"建邺区 2026\"",
            "name = \" \"",
            "project.name is empty",
        ),
    ];
    for (from, to, message) in cases {
        let error = error(&whole(from, to));
        assert!(error.contains(message), "`{message}` is not in: {error}");
    }
    for own in ["", ".", "..", "maps/.."] {
        let error = error(&whole("dir = \"maps\"", &format!("dir = \"{own}\"")));
        assert!(error.contains("the project's own folder"), "{own}: {error}");
    }
    let inside = whole("\"water.geojson\"", "\"x/../maps/water.geojson\"");
    let told = error(&inside);
    assert!(
        told.contains("contains the input `x/../maps/water.geojson`"),
        "{told}"
    );
    let several =
        whole("min = 200", "min = 500").replacen("tolerance_m = 15", "tolerance_m = 1500", 1);
    let error = error(&several);
    assert!(
        error.contains("min <= target") && error.contains("tolerance_m is 1500"),
        "{error}"
    );
}
