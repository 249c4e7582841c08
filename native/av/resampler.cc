#include "av/resampler.h"

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace haema::av {

namespace {

ResamplerHandle makeContext(AVChannelLayout outputLayout, int outputRate,
                            AVChannelLayout inputLayout, AVSampleFormat inputFormat,
                            int inputRate) {
  SwrContext* raw = nullptr;
  const int result = swr_alloc_set_opts2(&raw, &outputLayout, AV_SAMPLE_FMT_FLTP, outputRate,
                                         &inputLayout, inputFormat, inputRate, 0, nullptr);
  ResamplerHandle context(raw);
  check(result, "set up the resampler");
  check(swr_init(context.get()), "open the resampler");
  return context;
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

void Remixer::convert(const AVFrame* frame, Planes& planes) {
  const AVChannelLayout input = layoutOf(frame);
  if (!context_ || frame->format != format_ || frame->sample_rate != sourceRate_ ||
      input.nb_channels != sourceChannels_ || input.u.mask != mask_) {
    context_ = makeContext(defaultLayout(channels_), rate_, input,
                           static_cast<AVSampleFormat>(frame->format), frame->sample_rate);
    format_ = frame->format;
    sourceRate_ = frame->sample_rate;
    sourceChannels_ = input.nb_channels;
    mask_ = input.u.mask;
  }
  const int room = swr_get_out_samples(context_.get(), frame->nb_samples);
  planes.resize(static_cast<size_t>(channels_));
  for (std::vector<float>& plane : planes) plane.assign(static_cast<size_t>(room), 0);
  std::vector<uint8_t*> pointers;
  const int count =
      check(swr_convert(context_.get(), bytePlanes(pointers, planes), room,
                        const_cast<const uint8_t**>(frame->extended_data), frame->nb_samples),
            "convert audio");
  for (std::vector<float>& plane : planes) plane.resize(static_cast<size_t>(count));
}

Planes resample(const Planes& input, int inputRate, int outputRate) {
  if (inputRate == outputRate) return input;
  const AVChannelLayout layout = defaultLayout(static_cast<int>(input.size()));
  const ResamplerHandle context =
      makeContext(layout, outputRate, layout, AV_SAMPLE_FMT_FLTP, inputRate);
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
