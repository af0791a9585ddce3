//! From SVG to PNG, without a browser. Letters come from the fonts of the machine; without any there are none.

use std::sync::Arc;

use png::{BitDepth, ColorType, Encoder, EncodingError, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{Options, Tree};

/// The picture, `width` by `height` pixels, for a sheet that is `width_mm` wide.
///
/// # Errors
/// What is wrong, in words, when the text is no SVG or memory runs out.
pub fn picture(svg: &str, (width, height): (u32, u32), width_mm: u32) -> Result<Vec<u8>, String> {
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
    encoded(&pixels, width * 1000 / width_mm).map_err(|error| error.to_string())
}

/// The fonts of the machine. Where none has a usual name, the first by name stands in.
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

/// Plain surfaces are smallest, and quickest, without filter; nothing shines through, so that three channels do.
fn encoded(pixels: &Pixmap, per_m: u32) -> Result<Vec<u8>, EncodingError> {
    let opaque = pixels.data().chunks_exact(4);
    let colours: Vec<u8> = opaque
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(Filter::NoFilter);
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: per_m,
        yppu: per_m,
        unit: Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(bytes)
}
