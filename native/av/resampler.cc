#include "av/resampler.h"

extern "C" {
#include <libavutil/channel_layout.h>
}

#include <algorithm>

#include "av/sound_rate.h"

namespace haema::av {

namespace {

/// What one frame may come to, at any rate.
constexpr int64_t kMostSamples = 1 << 22;

struct Side {
  AVChannelLayout layout;
  AVSampleFormat format;
  int rate;
};

/// `evenMix`: all channels in equal parts in each one of the output. Null where swresample refuses.
ResamplerHandle openContext(Side output, Side input, bool evenMix) {
  SwrContext* raw = nullptr;
  check(swr_alloc_set_opts2(&raw, &output.layout, output.format, output.rate, &input.layout,
                            input.format, input.rate, 0, nullptr),
        "set up the resampler");
  ResamplerHandle context(raw);
  const int inputs = input.layout.nb_channels;
  const std::vector<double> matrix(static_cast<size_t>(inputs * output.layout.nb_channels),
                                   1.0 / inputs);
  if (evenMix && swr_set_matrix(context.get(), matrix.data(), inputs) < 0) return nullptr;
  const int result = swr_init(context.get());
  if (result == AVERROR(ENOMEM)) check(result, "open the resampler");
  return result < 0 ? nullptr : std::move(context);
}

AVChannelLayout defaultLayout(int channels) {
  AVChannelLayout layout{};
  av_channel_layout_default(&layout, channels);
  return layout;
}

/// A layout that names no positions cannot be remixed: take the usual one for its count.
AVChannelLayout layoutOf(const AVFrame* frame) {
  const AVChannelLayout& own = frame->ch_layout;
  if (own.order == AV_CHANNEL_ORDER_NATIVE) return own;  // holds no allocation
  return defaultLayout(own.nb_channels);
}

uint8_t** bytePlanes(std::vector<uint8_t*>& pointers, Planes& planes) {
  for (std::vector<float>& plane : planes) {
    pointers.push_back(reinterpret_cast<uint8_t*>(plane.data()));
  }
  return pointers.data();
}

}  // namespace

int64_t Remixer::convert(const AVFrame* frame, Planes& planes) {
  planes.resize(static_cast<size_t>(channels_));
  const int64_t waiting = held();
  Planes before;
  if (waiting > 0 && !suits(frame)) before = drain();
  if (!tryConvert(frame, planes)) {
    if (waiting > 0 && before.empty()) before = drain();
    context_.reset();
    silence(frame, planes);
  }
  if (before.empty()) return waiting;
  for (size_t i = 0; i < planes.size(); ++i) {
    planes[i].insert(planes[i].begin(), before[i].begin(), before[i].end());
  }
  return static_cast<int64_t>(before.front().size());
}

void Remixer::silence(const AVFrame* frame, Planes& planes) const {
  const int64_t length = isSoundRate(frame->sample_rate)
                             ? av_rescale(frame->nb_samples, rate_, frame->sample_rate)
                             : frame->nb_samples;
  const auto count = static_cast<size_t>(std::min(length, kMostSamples));
  for (std::vector<float>& plane : planes) plane.assign(count, 0);
}

/// Whether the context is for frames such as this.
bool Remixer::suits(const AVFrame* frame) const {
  const AVChannelLayout layout = layoutOf(frame);
  return context_ && frame->format == format_ && frame->sample_rate == sourceRate_ &&
         layout.nb_channels == sourceChannels_ && layout.u.mask == mask_;
}

/// Samples that the filter has been given and not put out.
int64_t Remixer::held() const {
  if (!context_ || sourceRate_ == rate_) return 0;
  return std::max<int64_t>(swr_get_delay(context_.get(), rate_), 0);
}

/// Of the context, which is of no use afterwards.
Planes Remixer::drain() {
  const int room = std::max(swr_get_out_samples(context_.get(), 0), 0);
  Planes planes(static_cast<size_t>(channels_), std::vector<float>(static_cast<size_t>(room)));
  std::vector<uint8_t*> pointers;
  const int count = swr_convert(context_.get(), bytePlanes(pointers, planes), room, nullptr, 0);
  if (count == AVERROR(ENOMEM)) check(count, "convert audio");
  for (std::vector<float>& plane : planes) plane.resize(static_cast<size_t>(std::max(count, 0)));
  return planes;
}

/// The context for frames such as this; false where there is none.
bool Remixer::prepare(const AVFrame* frame) {
  if (suits(frame)) return true;
  const AVChannelLayout layout = layoutOf(frame);
  context_.reset();
  if (!isSoundRate(frame->sample_rate)) return false;
  const Side input{layout, static_cast<AVSampleFormat>(frame->format), frame->sample_rate};
  const Side output{defaultLayout(channels_), AV_SAMPLE_FMT_FLTP, rate_};
  context_ = openContext(output, input, false);
  if (!context_) context_ = openContext(output, input, true);
  format_ = frame->format;
  sourceRate_ = frame->sample_rate;
  sourceChannels_ = layout.nb_channels;
  mask_ = layout.u.mask;
  return context_ != nullptr;
}

bool Remixer::tryConvert(const AVFrame* frame, Planes& planes) {
  if (!prepare(frame)) return false;
  const int room = swr_get_out_samples(context_.get(), frame->nb_samples);
  if (room < 0 || room > kMostSamples) return false;
  for (std::vector<float>& plane : planes) plane.assign(static_cast<size_t>(room), 0);
  std::vector<uint8_t*> pointers;
  const int count =
      swr_convert(context_.get(), bytePlanes(pointers, planes), room,
                  const_cast<const uint8_t**>(frame->extended_data), frame->nb_samples);
  if (count == AVERROR(ENOMEM)) check(count, "convert audio");
  if (count < 0) return false;
  for (std::vector<float>& plane : planes) plane.resize(static_cast<size_t>(count));
  return true;
}

Planes resample(const Planes& input, int inputRate, int outputRate) {
  if (inputRate == outputRate) return input;
  const AVChannelLayout layout = defaultLayout(static_cast<int>(input.size()));
  const ResamplerHandle context = openContext({layout, AV_SAMPLE_FMT_FLTP, outputRate},
                                              {layout, AV_SAMPLE_FMT_FLTP, inputRate}, false);
  if (!context) throw Error(Code::kEngineFailed, "swresample refuses plain samples");
  const auto inputCount = static_cast<int>(input.front().size());
  const auto outputCount =
      static_cast<size_t>(av_rescale_rnd(inputCount, outputRate, inputRate, AV_ROUND_DOWN));
  Planes output(input.size(), std::vector<float>(outputCount));
  std::vector<const uint8_t*> from;
  for (const std::vector<float>& plane : input) {
    from.push_back(reinterpret_cast<const uint8_t*>(plane.data()));
  }
  std::vector<uint8_t*> pointers;
  check(swr_convert(context.get(), bytePlanes(pointers, output), static_cast<int>(outputCount),
                    from.data(), inputCount),
        "resample audio");
  return output;
}

}  // namespace haema::av
