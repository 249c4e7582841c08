// Small clips, made here with libav: every container and every shape of picture that the tests
// need, and pictures that tell their own number.
#pragma once

extern "C" {
#include <libavutil/pixfmt.h>
#include <libavutil/rational.h>
}

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "av/ticks.h"

namespace haema::test {

/// A folder beneath /tmp that goes when this goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string at(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// How the lines of a picture belong together.
enum class Fields { kNone, kTopFirst, kBottomFirst };

struct Clip {
  const char* muxer = "mp4";
  const char* picture = "libx264";  ///< the encoder, null: no pictures
  const char* sound = "aac";        ///< the encoder, null: no sound
  int frames = 150;                 ///< also decides the length of a clip without pictures
  AVRational rate{25, 1};
  int gop = 1000;
  int bFrames = 3;
  int width = 192, height = 108;
  AVPixelFormat format = AV_PIX_FMT_YUV420P;
  AVRational aspect{1, 1};         ///< of a pixel
  int rotation = 0;                ///< degrees clockwise, by a display matrix
  bool openGop = false;            ///< H.264: key pictures that others lead; x265 does so anyway
  bool statesReorderDepth = true;  ///< of H.264, in containers with global headers
  bool live = false;               ///< as it is sent: Matroska without Cues
  int silentFrames = 0;            ///< sound goes on for as many frames without pictures
  int mutedFrames = 0;             ///< the last pictures, which have no sound
  /// When frame i is shown, from the first one on; empty: by the rate.
  std::function<av::Ticks(int)> timeOf = nullptr;
  Fields fields = Fields::kNone;
  const char* params = "";  ///< more of x264's
  /// Luma at a place of moment t, instead of a picture that tells its number. There are two moments
  /// to a picture: it shows the first, and of two fields the second one shows the second.
  std::function<int(int t, int x, int y)> luma = nullptr;
  /// May change the coded bytes of picture i.
  std::function<void(int i, std::span<uint8_t>)> mark = nullptr;
};

/// Throws av::Error.
void writeClip(const std::string& path, const Clip& clip);

/// The number (modulo 256) that an upright picture of `width` × `height` luma bytes tells.
int numberOf(const uint8_t* luma, int width, int height);

/// Samples [from, to) of the clips' sound, one channel: tones and soft noise, a pure function of
/// the position.
std::vector<float> soundOf(int64_t from, int64_t to, int sampleRate, int channel);

}  // namespace haema::test
