// Subtitles of a disc in two files: what the index says, and the pictures in their packs.
#include "engine/vobsub.h"

#include <chrono>
#include <fstream>
#include <string>

#include "test/check.h"
#include "test/clips.h"

using namespace haema;

namespace {

using engine::parseVobSub;

constexpr std::string_view kIndex =
    "# VobSub index file, v7 (do not modify this line!)\r\n"
    "size: 720x576\r\n"
    "palette: 000000, ffffff, 808080\r\n"
    "langidx: 1\r\n"
    "id: en, index: 0\r\n"
    "timestamp: 00:00:01:000, filepos: 000000000\r\n"
    "id: de, index: 1\r\n"
    "timestamp: 00:01:02:500, filepos: 00000A800\r\n"
    "delay: 00:00:01:000\r\n"
    "timestamp: 00:00:03:000, filepos: 000001000\r\n"
    "timestamp: nonsense, filepos: 0\r\n"
    "timestamp: 00:00:09:000, filepos: -1\r\n";

const av::CancelToken kToken;

void theIndexIsRead() {
  const engine::VobSubIndex index = parseVobSub(kIndex, kToken);
  CHECK_EQ(index.track, 1);
  CHECK(index.header == "size: 720x576\npalette: 000000, ffffff, 808080\n");
  CHECK_EQ(index.entries.size(), size_t{2});
  CHECK_EQ(index.entries[0].time, 4 * av::kTicksPerSecond);
  CHECK_EQ(index.entries[0].position, 0x1000);
  CHECK_EQ(index.entries[1].time, av::kTicksPerSecond * 125 / 2);
  CHECK_EQ(index.entries[1].position, 0xa800);
}

void aTrackIsAskedFor() {
  const engine::VobSubIndex index = parseVobSub(kIndex, kToken, 0);
  CHECK_EQ(index.track, 0);
  CHECK_EQ(index.entries.size(), size_t{1});
  CHECK_EQ(index.entries[0].time, av::kTicksPerSecond);
  bool refused = false;
  try {
    parseVobSub(kIndex, kToken, 2);
  } catch (const av::Error& error) {
    refused = error.code() == av::Code::kMediaInvalid;
  }
  CHECK(refused);
}

void withoutAChosenTrackItIsTheFirst() {
  CHECK_EQ(parseVobSub("id: fr, index: 7\ntimestamp: 00:00:01:000, filepos: 0\n", kToken).track, 7);
  for (const std::string_view none : {"", "nothing",
                                      "id: en, index: 99\ntimestamp: 00:00:01:000, "
                                      "filepos: 0\n"}) {
    bool refused = false;
    try {
      parseVobSub(none, kToken);
    } catch (const av::Error& error) {
      refused = error.code() == av::Code::kMediaInvalid;
    }
    CHECK(refused);
  }
}

/// `number language` of each.
std::string tracksIn(std::string_view text) {
  std::string told;
  for (const auto& [number, language] : engine::vobSubTracks(text, kToken)) {
    told += std::to_string(number) + " " + language + ";";
  }
  return told;
}

void theTracksAreTold() {
  CHECK_EQ(tracksIn(kIndex), "1 de;0 en;");
  const std::string shown = "timestamp: 00:00:01:000, filepos: 0\n";
  // What has no entry is no track, whatever its lines look like; the chosen one neither.
  const std::string some =
      "langidx: 2\nid: fr, index: 2\ntimestamp: soon, filepos: 0\n"
      "timestamp: 00:00:01:000\ntimestamp: 00:00:01:000, filepos: -1\n"
      "id: DE, index: 5\n" +
      shown + "id: x1, index: 4\n" + shown + "id: index: 3\n" + shown + "id: en, index: 99\n" +
      shown;
  CHECK_EQ(tracksIn(some), "3 ;4 ;5 de;");
  for (const std::string_view text : {kIndex, std::string_view(some)}) {
    const auto tracks = engine::vobSubTracks(text, kToken);
    CHECK_EQ(engine::parseVobSub(text, kToken).track, tracks.front().number);
    for (const auto& track : tracks) {
      CHECK(!engine::parseVobSub(text, kToken, track.number).entries.empty());
    }
  }
}

/// Lines of which a careless reader would look at each part again and again.
void longLinesAreReadOnce() {
  const std::string blanks(4 << 20, ' ');
  const std::string shown = "timestamp: 00:00:01:000, filepos: 0\n";
  const std::string text = "id:" + blanks + "\nid: en," + blanks + "index: 1\n" + shown +
                           "timestamp:" + blanks + ":" + blanks + "\n";
  const auto begun = std::chrono::steady_clock::now();
  CHECK_EQ(tracksIn(text), "1 en;");
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}

/// A pack with a packet of private stream 1.
av::Bytes packOf(uint8_t track, const av::Bytes& payload) {
  av::Bytes pack{0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 1, 0x89, 0xc3, 0xf8};
  const size_t length = payload.size() + 4;
  for (const uint8_t byte :
       {uint8_t{0}, uint8_t{0}, uint8_t{1}, uint8_t{0xbd}, static_cast<uint8_t>(length >> 8),
        static_cast<uint8_t>(length), uint8_t{0x81}, uint8_t{0}, uint8_t{0},
        static_cast<uint8_t>(0x20 + track)}) {
    pack.push_back(byte);
  }
  pack.insert(pack.end(), payload.begin(), payload.end());
  return pack;
}

void picturesArePutTogether() {
  av::Bytes packs = packOf(1, {0, 6, 1, 2});
  const av::Bytes other = packOf(0, {9, 9, 9}), rest = packOf(1, {3, 4, 5, 6});
  packs.insert(packs.end(), other.begin(), other.end());
  CHECK(!engine::vobSubPicture(packs, 1));
  packs.insert(packs.end(), rest.begin(), rest.end());
  CHECK(engine::vobSubPicture(packs, 1) == (av::Bytes{0, 6, 1, 2, 3, 4}));
  CHECK(!engine::vobSubPicture(packs, 2));
  for (size_t size = 0; size < packs.size(); ++size) {
    engine::vobSubPicture(std::span(packs).first(size), 1);
  }
}

void timesStayTimes() {
  std::string index = "id: en, index: 0\ntimestamp: 00:00:01:000, filepos: 0\n";
  for (int i = 0; i < 40'000; ++i) index += "delay: 1000000:0:0:0\n";
  index += "timestamp: 1000000:00:00:000, filepos: 0\n";
  for (const auto& [time, position] : parseVobSub(index, kToken).entries) CHECK(av::isTime(time));
}

/// A picture of almost 64 KiB, which many entries name.
void manyPicturesAreRefused() {
  const test::Folder folder;
  av::Bytes picture(60'000);
  picture[0] = 0xea, picture[1] = 0x60;
  const av::Bytes packs = packOf(0, picture);
  std::ofstream(folder.at("film.sub"), std::ios::binary)
      .write(reinterpret_cast<const char*>(packs.data()),
             static_cast<std::streamsize>(packs.size()));
  std::ofstream index(folder.at("film.idx"));
  index << "id: en, index: 0\n";
  for (int second = 0; second < 5'000; ++second) {
    index << "timestamp: 00:00:" << second << ":000, filepos: 0\n";
  }
  index.close();
  engine::VobSub subtitles(av::File::open(folder.path(), "film.idx", std::nullopt),
                           av::File::open(folder.path(), "film.sub", std::nullopt), std::nullopt,
                           kToken);
  CHECK_EQ(subtitles.read(0, 10 * av::kTicksPerSecond, kToken).size(), size_t{10});
  bool refused = false;
  try {
    subtitles.read(av::kBeginning, av::kForever, kToken);
  } catch (const av::Error& error) {
    refused = error.code() == av::Code::kMediaInvalid;
  }
  CHECK(refused);
}

}  // namespace

int main() {
  theIndexIsRead();
  aTrackIsAskedFor();
  withoutAChosenTrackItIsTheFirst();
  theTracksAreTold();
  longLinesAreReadOnce();
  picturesArePutTogether();
  timesStayTimes();
  manyPicturesAreRefused();
  return test::report();
}
