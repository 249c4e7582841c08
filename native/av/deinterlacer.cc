#include "av/deinterlacer.h"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

#include <string>

#include "av/field_marks.h"

namespace haema::av {

namespace {

/// Nobody interlaces smaller pictures, and the filter wants some lines in each plane.
constexpr int kSmallest = 32;

/// Film among interlaced pictures: fields are repeated by flags, not by the pictures.
bool repeatsFields(const FrameHandle& picture) {
  return picture && !hasFields(picture.get()) && picture->repeat_pict > 0;
}

/// Between such pictures one with the flag is film, too, as bwdif itself sees it.
bool isShownByFields(const FrameHandle& before, const FrameHandle& picture,
                     const FrameHandle& after) {
  return hasFields(picture.get()) && !repeatsFields(before) && !repeatsFields(after);
}

bool haveOneShape(const FrameHandle& neighbour, const FrameHandle& picture) {
  return neighbour && neighbour->width == picture->width && neighbour->height == picture->height &&
         neighbour->format == picture->format;
}

/// Both are held, so no other picture can have come to lie there.
bool areSame(const FrameHandle& a, const FrameHandle& b) { return a && a->data[0] == b->data[0]; }

AVFilterContext* addFilter(const GraphHandle& graph, const char* name, const char* arguments) {
  const AVFilter* filter = avfilter_get_by_name(name);
  if (!filter) throw Error(Code::kEngineFailed, std::string("libavfilter lacks ") + name);
  AVFilterContext* context = nullptr;
  check(avfilter_graph_create_filter(&context, filter, name, arguments, nullptr, graph.get()),
        "make a filter");
  return context;
}

std::string describe(const AVFrame* picture) {
  return "video_size=" + std::to_string(picture->width) + "x" + std::to_string(picture->height) +
         ":pix_fmt=" + std::to_string(picture->format) + ":time_base=1/1";
}

}  // namespace

/// A graph that has seen nothing; false for pictures that the filter does not take.
bool Deinterlacer::open(const AVFrame* picture) {
  graph_.reset(checkAllocated(avfilter_graph_alloc(), "filters"));
  graph_->nb_threads = 1;
  source_ = addFilter(graph_, "buffer", describe(picture).c_str());
  AVFilterContext* filter = addFilter(graph_, "bwdif", "mode=send_frame:parity=auto:deint=all");
  sink_ = addFilter(graph_, "buffersink", nullptr);
  check(avfilter_link(source_, 0, filter, 0), "link filters");
  check(avfilter_link(filter, 0, sink_, 0), "link filters");
  avfilter_graph_set_auto_convert(graph_.get(), AVFILTER_AUTO_CONVERT_NONE);
  const int result = avfilter_graph_config(graph_.get(), nullptr);
  if (result == AVERROR(ENOMEM)) check(result, "set up filters");
  if (result < 0) graph_.reset();
  return result >= 0;
}

void Deinterlacer::feed(const FrameHandle& picture) {
  const FrameHandle own = reference(picture);
  own->pts = AV_NOPTS_VALUE;  // the filter doubles it
  check(av_buffersrc_add_frame(source_, own.get()), "filter a picture");
}

void Deinterlacer::take(FrameHandle& target) {
  target = makeFrame();
  check(av_buffersink_get_frame(sink_, target.get()), "filter a picture");
}

bool Deinterlacer::convert(const FrameHandle& before, const FrameHandle& picture,
                           const FrameHandle& after, FrameHandle& target) {
  if (!isShownByFields(before, picture, after)) return false;
  if (picture->width < kSmallest || picture->height < kSmallest) return false;
  const bool precedes = haveOneShape(before, picture);
  const bool follows = haveOneShape(after, picture);
  const bool goesOn = graph_ && precedes && areSame(picture_, before) && areSame(after_, picture);
  if (!goesOn) {
    if (!open(picture.get())) return false;
    if (precedes) feed(before);
    feed(picture);
    // Of the picture before, whose own neighbours are not all here; makes the filter look back.
    if (precedes) take(target);
  }
  feed(follows ? after : picture);
  take(target);
  picture_ = reference(picture);
  after_ = reference(picture);
  if (follows) {
    after_ = reference(after);
  } else {
    graph_.reset();
  }
  return true;
}

}  // namespace haema::av
