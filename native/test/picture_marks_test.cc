// Marks by which pictures tell that a decoder has left something of them out.
#include "av/picture_marks.h"

#include <cstring>
#include <vector>

#include "test/check.h"

using namespace haema;

namespace {

av::FrameHandle makePicture() {
  av::FrameHandle picture = av::makeFrame();
  picture->width = 64;
  picture->height = 48;
  picture->format = AV_PIX_FMT_YUV420P;
  av::check(av_frame_get_buffer(picture.get(), 0), "allocate a picture");
  return picture;
}

void fill(const AVFrame* picture, int rows) {
  std::memset(picture->data[0], 0x40, static_cast<size_t>(picture->linesize[0] * rows));
}

void testWhatIsMissing() {
  av::PictureMarks marks;
  const av::FrameHandle whole = makePicture(), part = makePicture(), last = makePicture();
  for (const AVFrame* picture : {whole.get(), part.get(), last.get()}) marks.mark(picture);
  fill(whole.get(), 48);
  fill(part.get(), 32);
  fill(last.get(), 48);
  CHECK(marks.areWholeUpTo(whole.get()));
  CHECK(!marks.areWholeUpTo(last.get()));  // it may refer to the one before
  CHECK(marks.areWholeUpTo(part.get()));   // which was looked at
}

/// Their memory is not kept without end, and what is not known is not called whole.
void testPicturesThatAreNotShown() {
  av::PictureMarks marks;
  std::vector<av::FrameHandle> pictures;
  for (int i = 0; i < 100; ++i) {
    pictures.push_back(makePicture());
    marks.mark(pictures.back().get());
    fill(pictures.back().get(), 48);
  }
  CHECK(av_buffer_get_ref_count(pictures.front()->buf[0]) == 1);
  CHECK(av_buffer_get_ref_count(pictures.back()->buf[0]) == 2);
  CHECK(!marks.areWholeUpTo(pictures.back().get()));
  CHECK(av_buffer_get_ref_count(pictures.back()->buf[0]) == 1);
  const av::FrameHandle next = makePicture();
  marks.mark(next.get());
  fill(next.get(), 48);
  CHECK(marks.areWholeUpTo(next.get()));
}

}  // namespace

int main() {
  testWhatIsMissing();
  testPicturesThatAreNotShown();
  return test::report();
}
