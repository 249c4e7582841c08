#include "engine/picture.h"

extern "C" {
#include <libavutil/imgutils.h>
}

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "av/jpeg.h"
#include "av/mean_colour.h"
#include "av/still.h"
#include "engine/best_picture.h"
#include "engine/key_decoder.h"
#include "sys/background.h"

namespace haema::engine {

namespace {

/// JPEG holds no more either way, and more is not asked for.
constexpr int kLargest = 8192;
constexpr size_t kMostPlaces = 400;

constexpr size_t kMostLanes = 4;
/// Of larger ones fewer are decoded at a time.
constexpr int64_t kLargePixels = int64_t{4096} * 2304;

PictureSpec specOf(const PictureRequest& request) {
  return {request.stream, request.origin, request.shape};
}

SourceKey keyOf(const PictureRequest& request, const av::File& file) {
  return {request.source.root, request.source.path, file.version(), specOf(request)};
}

void finish(av::FrameHandle& frame, Picture& picture) {
  picture.width = frame->width;
  picture.height = frame->height;
  picture.colour = av::meanColour(frame.get());
  picture.data = av::encodeJpeg(frame.get());
}

[[noreturn]] void refuse() {
  throw av::Error(av::Code::kMediaInvalid, "no picture of it can be decoded");
}

Picture makeStill(const PictureRequest& request, const av::CancelToken& token) {
  av::File file = openFile(request.source);
  const av::Still still = av::decodeStill(file, token);
  av::PictureFitter fitter({.orientation = still.orientation}, {request.width, request.height});
  av::FrameHandle frame;
  fitter.fit(still.frame.get(), frame);
  token.poll();
  Picture picture;
  finish(frame, picture);
  picture.framesDecoded = 1;
  picture.bytesRead = file.bytesRead();
  return picture;
}

/// Tiles of one sheet, made beside each other: of key pictures alone more threads than one decode
/// only if each has pictures of its own.
class Sheet {
 public:
  Sheet(const PictureRequest& request, KeyPackets& packets, const av::CancelToken& token)
      : request_(request), packets_(packets), token_(&token), canvas_(av::makeFrame()) {
    const int count = static_cast<int>(request.places.size());
    const int rows = (count + request.columns - 1) / request.columns;
    canvas_->width = request.width * std::min(request.columns, count);
    canvas_->height = request.height * rows;
    if (canvas_->width > kLargest || canvas_->height > kLargest) {
      throw av::Error(av::Code::kBadRequest, "the sheet is too large");
    }
    canvas_->format = AV_PIX_FMT_YUV420P;
    av::check(av_frame_get_buffer(canvas_.get(), 0), "allocate a picture");
    blacken();
  }

  Picture make() {
    std::vector<std::future<void>> others;
    for (size_t i = 1; i < lanes(); ++i) {
      others.push_back(std::async(std::launch::async, [this] { run(); }));
    }
    run();
    others.clear();  // waits for them
    if (failure_) std::rethrow_exception(failure_);
    if (decoded_ == 0) refuse();
    Picture picture;
    finish(canvas_, picture);
    picture.framesDecoded = decoded_;
    return picture;
  }

 private:
  size_t lanes() const {
    const AVCodecParameters* parameters = packets_.stream().parameters.get();
    const int64_t pixels = int64_t{parameters->width} * parameters->height;
    const size_t most = pixels > kLargePixels ? 2 : kMostLanes;
    return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, most);
  }

  void blacken() {
    ptrdiff_t strides[4] = {};
    std::copy_n(canvas_->linesize, 4, strides);
    av::check(av_image_fill_black(canvas_->data, strides, AV_PIX_FMT_YUV420P, AVCOL_RANGE_JPEG,
                                  canvas_->width, canvas_->height),
              "clear a picture");
  }

  void run() noexcept {
    try {
      KeyDecoder decoder(packets_.stream(), {request_.width, request_.height, true});
      av::FrameHandle tile;
      while (const auto turn = next()) {
        if (!decoder.decode(turn->key)) readOn(turn->from, decoder);
        if (!decoder.take(tile)) continue;
        for (size_t i = turn->from; i < turn->to; ++i) place(tile.get(), i);
      }
      const std::lock_guard lock(mutex_);
      decoded_ += decoder.framesDecoded();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  /// A key picture, and the tiles that show it.
  struct Turn {
    KeyPacket key;
    size_t from, to;
  };

  /// Read in their order, by one lane at a time.
  std::optional<Turn> next() {
    const std::lock_guard lock(mutex_);
    const auto& places = request_.places;
    while (at_ < places.size() && !failure_) {
      const size_t from = at_++;
      while (at_ < places.size() && places[at_].seek && places[at_].seek == places[from].seek) {
        ++at_;
      }
      auto key = packets_.read(places[from], *token_);
      if (key) return Turn{std::move(*key), from, at_};
    }
    return std::nullopt;
  }

  void readOn(size_t index, KeyDecoder& decoder) {
    std::unique_lock lock(mutex_);
    const auto key = packets_.readOn(request_.places[index], *token_);
    lock.unlock();
    if (key) decoder.decode(*key);
  }

  void place(const AVFrame* tile, size_t index) {
    const int column = static_cast<int>(index) % request_.columns;
    const int row = static_cast<int>(index) / request_.columns;
    for (int plane = 0; plane < 3; ++plane) {
      const int shift = plane == 0 ? 0 : 1;
      uint8_t* target =
          canvas_->data[plane] +
          static_cast<ptrdiff_t>(row * request_.height >> shift) * canvas_->linesize[plane] +
          (column * request_.width >> shift);
      av_image_copy_plane(target, canvas_->linesize[plane], tile->data[plane],
                          tile->linesize[plane], request_.width >> shift, request_.height >> shift);
    }
  }

  const PictureRequest& request_;
  KeyPackets& packets_;
  const av::CancelToken* token_;
  av::FrameHandle canvas_;
  std::mutex mutex_;
  size_t at_ = 0;
  uint64_t decoded_ = 0;
  std::exception_ptr failure_;
};

std::unique_ptr<KeyPackets> openPackets(const PictureRequest& request,
                                        const av::CancelToken& token) {
  const auto open = [&](av::Analysis analysis) {
    return std::make_unique<KeyPackets>(openInput(request.source, analysis, token),
                                        specOf(request));
  };
  try {
    return open(av::Analysis::kPictures);
  } catch (const av::Error& error) {
    if (error.code() != av::Code::kBadRequest) throw;
  }
  return open(av::Analysis::kHeaders);  // a stream that is found late
}

Picture makeFrom(const PictureRequest& request, KeyPackets& packets, const av::CancelToken& token) {
  const av::Input::Lease lease(packets.input(), token);
  if (request.columns > 0) {
    Picture sheet;
    sys::inBackground([&] { sheet = Sheet(request, packets, token).make(); });
    return sheet;
  }
  BestPicture search(packets, {request.width, request.height}, token);
  auto found = search.among(request.places);
  if (!found) refuse();
  Picture picture;
  picture.time = found->time;
  finish(found->frame, picture);
  picture.framesDecoded = search.framesDecoded();
  return picture;
}

void validate(const PictureRequest& request) {
  const auto fits = [](int length) { return length >= 2 && length <= kLargest && length % 2 == 0; };
  const bool ofStream = request.stream >= 0;
  const bool sized = fits(request.width) && (request.height == 0 || fits(request.height));
  const bool tiled = request.columns == 0 || (request.columns > 0 && request.height > 0);
  const bool placed =
      !ofStream || (!request.places.empty() && request.places.size() <= kMostPlaces);
  const bool timed = av::isTime(request.origin) &&
                     std::ranges::all_of(request.places, av::isTime, &PicturePlace::time);
  if (!sized || !tiled || !placed || !timed) {
    throw av::Error(av::Code::kBadRequest, "such a picture cannot be meant");
  }
}

}  // namespace

Picture makePicture(const PictureRequest& request, SourcePool& pool, const av::CancelToken& token) {
  validate(request);
  if (request.stream < 0) return makeStill(request, token);
  // Opened even when a pooled source will be used: it tells whether the path still is that version.
  const av::File file = openFile(request.source);
  SourceKey key = keyOf(request, file);
  std::unique_ptr<KeyPackets> packets = pool.takePictures(key);
  const uint64_t before = packets ? packets->input().bytesRead() : 0;
  if (!packets) {
    packets = openPackets(request, token);
    key = keyOf(request, *packets->input().file());
  }
  Picture picture = makeFrom(request, *packets, token);
  packets->input().file()->ensureUnchanged();
  picture.bytesRead = packets->input().bytesRead() - before;
  pool.give(std::move(key), std::move(packets));
  return picture;
}

}  // namespace haema::engine
