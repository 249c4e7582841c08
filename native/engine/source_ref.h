// Which file is meant, and how it is opened.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "av/input.h"

namespace haema::engine {

struct SourceRef {
  std::string root;
  std::string path;
  std::optional<av::FileVersion> version;
  std::vector<av::Piece> pieces = {};  ///< see Probe
};

/// As File::open.
av::File openFile(const SourceRef& source);

/// The demuxer over `file`, which is the source's, on the source's one time line.
std::unique_ptr<av::Input> openInput(const SourceRef& source, av::File file, av::Analysis analysis,
                                     const av::CancelToken& token);
std::unique_ptr<av::Input> openInput(const SourceRef& source, av::Analysis analysis,
                                     const av::CancelToken& token);

}  // namespace haema::engine
