//! From SVG to PNG, without a browser. Letters come from the fonts of the machine; without any there are none.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{Options, Tree};

/// The picture of this width and height in pixels.
///
/// # Errors
/// What is wrong, in words, when the text is no SVG or memory runs out.
pub fn png(svg: &str, (width, height): (u32, u32)) -> Result<Vec<u8>, String> {
    let options = Options {
        fontdb: Arc::new(fonts()),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let mut pixels = Pixmap::new(width, height).ok_or("the picture has no size")?;
    pixels.fill(Color::WHITE);
    let scale = Transform::from_scale(
        width as f32 / tree.size().width(),
        height as f32 / tree.size().height(),
    );
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// The fonts of the machine. Where none has a usual name, any stands in.
fn fonts() -> Database {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    let usual = Query {
        families: &[Family::SansSerif],
        ..Query::default()
    };
    if fonts.query(&usual).is_none() {
        let names = fonts.faces().filter_map(|face| face.families.first());
        let first = names.map(|(name, _)| name.clone()).min();
        fonts.set_sans_serif_family(first.unwrap_or_default());
    }
    fonts
}
