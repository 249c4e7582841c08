// Segments that are made: pictures and sound decoded and encoded, at the beginning and amid the
// file.
#include "fuzz/target.h"
#include "test/film.h"

using namespace haema;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return fuzz::run(data, size, [](const fuzz::InputFile& file, const av::CancelToken& token) {
    const test::Film film(file.root(), file.name(), av::kTicksPerSecond / 2, token);
    engine::SourcePool pool(size_t{16} << 20);
    const test::Rung small{.height = 32};
    test::make(film.request(0, small), pool, token);
    if (film.count() > 2) test::make(film.request(film.count() / 2, small), pool, token);
  });
}
