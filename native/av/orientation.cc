#include "av/orientation.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/display.h>
}

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace haema::av {

Orientation orientationOf(const AVStream* stream) {
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (!data || size < 9 * sizeof(int32_t)) return {};
  int32_t matrix[9];
  std::copy_n(reinterpret_cast<const int32_t*>(data), 9, matrix);
  const int64_t determinant = int64_t{matrix[0]} * matrix[4] - int64_t{matrix[1]} * matrix[3];
  Orientation orientation{.rotation = 0, .mirrored = determinant < 0};
  if (orientation.mirrored) av_display_matrix_flip(matrix, 1, 0);
  const double angle = av_display_rotation_get(matrix);
  if (std::isnan(angle)) return orientation;
  // A flip behind a turn is the same flip before the opposite turn.
  const long quarters = std::lround(angle / 90) * (orientation.mirrored ? 1 : -1);
  orientation.rotation = static_cast<int>(((quarters % 4 + 4) % 4) * 90);
  return orientation;
}

}  // namespace haema::av
