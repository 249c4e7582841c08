// Where in a file a time is reached, for containers whose packets can be found from any byte on.
#pragma once

#include <cstdint>
#include <map>

#include "av/input.h"

namespace haema::engine {

using av::Ticks;

/// By whatever selected stream tells the time. libav's own search looks for packets of one stream,
/// and reads on to the end of the file again and again where that one has none.
class ByteSearch {
 public:
  /// Whether the container's packets carry absolute times and are found after a jump.
  static bool suits(const av::Input& input);

  /// To shortly before `time` (in container ticks); false when the demuxer cannot.
  bool seek(av::Input& input, Ticks time, const av::CancelToken& token);

 private:
  static Ticks timeAt(av::Input& input, const av::CancelToken& token);

  std::map<int64_t, Ticks> times_;  // of positions that were looked at
};

}  // namespace haema::engine
