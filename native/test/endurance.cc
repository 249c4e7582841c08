// Runs the engine for long, over real files: what single tests do not find.
//
//   endurance random  FILES… [--segments N] [--seed S]   random segments; each is made twice
//   endurance leak    FILES… [--segments N]              memory after N ≤ 1.05 × that after N / 3
//   endurance cancel  FILES… [--segments N] [--seed S]   N cancellations leave nothing behind
//   endurance probe   FILES…                             every file is described or refused
//   endurance mutants FILES… [--segments N] [--seed S]   N damaged copies: probe and two segments
//
// Without FILES, clips made here. leak wants MALLOC_ARENA_MAX=2 in its environment. The last line
// is a summary; the exit status is 1 when something was wrong.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "engine/workers.h"
#include "test/check.h"
#include "test/clips.h"
#include "test/film.h"

using namespace haema;
using test::Film;
using test::Folder;
using test::Rung;
namespace fs = std::filesystem;

namespace {

constexpr size_t kWarm = size_t{256} << 20;
/// No job may take longer.
constexpr auto kPatience = std::chrono::seconds(120);

struct Options {
  std::string mode;
  std::vector<std::string> files;
  int segments = 300;
  unsigned seed = 1;
};

Options readOptions(int count, char** words) {
  Options options;
  if (count > 1) options.mode = words[1];
  for (int i = 2; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--segments" && i + 1 < count) {
      options.segments = std::max(3, std::atoi(words[++i]));
    } else if (word == "--seed" && i + 1 < count) {
      options.seed = static_cast<unsigned>(std::atoi(words[++i]));
    } else {
      options.files.push_back(fs::absolute(word));
    }
  }
  return options;
}

std::vector<std::string> makeClips(const Folder& folder) {
  const std::pair<const char*, test::Clip> clips[] = {
      {"long-gop.mp4", {}},
      {"keys.mkv", {.muxer = "matroska", .gop = 30}},
      {"keys.ts", {.muxer = "mpegts", .gop = 40}},
      {"xvid.avi", {.muxer = "avi", .picture = "mpeg4", .sound = "mp2", .gop = 30, .bFrames = 0}},
      {"sound.m4a", {.picture = nullptr}},
      {"deep.mp4", {.frames = 75, .format = AV_PIX_FMT_YUV420P10LE}},
  };
  std::vector<std::string> files;
  for (const auto& [name, clip] : clips) {
    test::writeClip(folder.at(name), clip);
    files.push_back(folder.at(name));
  }
  return files;
}

Film filmOf(const fs::path& path, const av::CancelToken& token = {}) {
  return {path.parent_path(), path.filename(), 2 * av::kTicksPerSecond, token};
}

/// Those that can be opened. The others are told.
std::vector<Film> openAll(const std::vector<std::string>& files) {
  std::vector<Film> films;
  for (const std::string& file : files) {
    try {
      films.push_back(filmOf(file));
    } catch (const av::Error& error) {
      std::cout << file << ": " << av::codeName(error.code()) << ": " << error.what() << "\n";
    }
  }
  if (films.empty()) throw std::runtime_error("none of the files can be opened");
  return films;
}

/// Cancels a job that takes too long, which then counts as a failure.
class Watchdog {
 public:
  Watchdog()
      : thread_([this] {
          if (done_.get_future().wait_for(kPatience) == std::future_status::timeout) {
            token_.cancel();
          }
        }) {}
  ~Watchdog() {
    done_.set_value();
    thread_.join();
    CHECK(!token_.cancelled());
  }
  const av::CancelToken& token() const { return token_; }

 private:
  av::CancelToken token_;
  std::promise<void> done_;
  std::thread thread_;
};

using Random = std::mt19937;

Rung randomRung(Random& random) {
  const bool ts = random() % 2 == 0;
  const bool pictures = random() % 4 != 0;
  const int heights[] = {0, 90, 180, 240};
  return {.container = ts ? engine::Container::kTs : engine::Container::kFmp4,
          .height = heights[random() % 4],
          .pictures = pictures,
          .sound = !pictures || ts};
}

engine::SegmentRequest randomRequest(const Film& film, Random& random) {
  Rung rung = randomRung(random);
  if (!film.hasVideo()) rung = {.container = rung.container, .pictures = false};
  if (!film.hasSound()) rung = {.container = rung.container, .height = rung.height, .sound = false};
  return film.request(random() % film.count(), rung);
}

/// What a request comes to: bytes or an error's code and text.
struct Outcome {
  av::Bytes data;
  std::string error;
  bool careful = false;
  bool operator==(const Outcome& other) const { return data == other.data && error == other.error; }
};

void tell(const engine::SegmentRequest& request, const char* what) {
  std::cerr << "  " << request.source.path << " segment " << request.index << ": " << what << "\n";
}

Outcome outcomeOf(const engine::SegmentRequest& request, engine::SourcePool& pool,
                  const av::CancelToken& token) {
  try {
    engine::Segment segment = test::make(request, pool, token);
    return {std::move(segment.data), "", segment.stats.careful};
  } catch (const av::Error& error) {
    if (!CHECK(error.code() != av::Code::kEngineFailed)) tell(request, error.what());
    return {{}, std::string(av::codeName(error.code())) + ": " + error.what()};
  }
}

/// Each segment is made warm, among others, and again cold.
void runRandom(const Options& options) {
  const std::vector<Film> films = openAll(options.files);
  Random random(options.seed);
  engine::SourcePool pool(kWarm), cold(0);
  std::map<std::string, int> errors;
  int careful = 0;
  for (int n = 0; n < options.segments; ++n) {
    const Film& film = films[random() % films.size()];
    const engine::SegmentRequest request = randomRequest(film, random);
    const Watchdog watchdog;
    const Outcome outcome = outcomeOf(request, pool, watchdog.token());
    if (!CHECK(outcome == outcomeOf(request, cold, watchdog.token()))) {
      tell(request, outcome.careful ? "differs, carefully made" : "differs");
    }
    careful += outcome.careful ? 1 : 0;
    if (!outcome.error.empty()) ++errors[request.source.path + ": " + outcome.error];
  }
  for (const auto& [text, count] : errors) std::cout << count << " × " << text << "\n";
  std::cout << options.segments << " segments of " << films.size() << " files, " << careful
            << " carefully\n";
}

int64_t residentKiB() {
  std::ifstream status("/proc/self/statm");
  int64_t size = 0, resident = 0;
  status >> size >> resident;
  return resident * 4;
}

void runLeak(const Options& options) {
  const std::vector<Film> films = openAll(options.files);
  engine::SourcePool pool(0);
  int64_t early = 0, late = 0;
  for (int n = 1; n <= options.segments; ++n) {
    const Film& film = films[static_cast<size_t>(n) % films.size()];
    const size_t index = static_cast<size_t>(n) / films.size() % film.count();
    outcomeOf(film.request(index, {.height = 90}), pool, {});
    late = residentKiB();
    if (n == options.segments / 3) early = late;
    if (n % 100 == 0) std::cout << n << " segments: " << late << " KiB\n";
  }
  std::cout << "resident: " << early << " KiB after a third, " << late << " KiB at the end\n";
  CHECK(100 * late <= 105 * early);
}

size_t entries(const char* folder) {
  const fs::directory_iterator begin(folder);
  return static_cast<size_t>(std::distance(begin, fs::directory_iterator()));
}

struct Holdings {
  size_t threads = entries("/proc/self/task");
  size_t descriptors = entries("/proc/self/fd");
  bool operator==(const Holdings&) const = default;
};

/// A job tells its result, and a thread is joined, a little before the counts say so.
template <typename Condition>
bool settlesTo(Condition condition) {
  for (int i = 0; i < 200 && !condition(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return condition();
}

struct Job {
  engine::SegmentRequest request;
  std::shared_ptr<av::CancelToken> token = std::make_shared<av::CancelToken>();
  std::promise<bool> cancelled;
};

/// Runs a job on the workers; it is cancelled after `wait`. Whether it was before it had ended.
bool cancelled(engine::Workers& workers, engine::SourcePool& pool,
               const engine::SegmentRequest& request, std::chrono::microseconds wait) {
  const auto job = std::make_shared<Job>(Job{.request = request, .cancelled = {}});
  std::future<bool> result = job->cancelled.get_future();
  workers.submit([job, &pool] {
    const Outcome outcome = outcomeOf(job->request, pool, *job->token);
    const bool gone = outcome.error.starts_with("CANCELLED");
    CHECK(gone || !job->token->cancelled());
    job->cancelled.set_value(gone);
  });
  std::this_thread::sleep_for(wait);
  job->token->cancel();
  return result.get();
}

void runCancel(const Options& options) {
  const std::vector<Film> films = openAll(options.files);
  engine::SourcePool pool(kWarm);
  Random random(options.seed);
  const Holdings before;
  int count = 0, jobs = 0;
  {
    engine::Workers workers(4);
    while (count < options.segments && jobs < 20 * options.segments) {
      const auto request = randomRequest(films[random() % films.size()], random);
      const std::chrono::microseconds wait(random() % (1 << (random() % 18)));
      count += cancelled(workers, pool, request, wait) ? 1 : 0;
      ++jobs;
    }
    CHECK(settlesTo([&] { return workers.counts().queued + workers.counts().running == 0; }));
  }
  pool.setLimit(0);
  std::cout << count << " of " << jobs << " jobs were cancelled\n";
  CHECK_EQ(count, options.segments);
  CHECK(settlesTo([&] { return Holdings{} == before; }));
  const Holdings after;
  std::cout << "threads " << before.threads << " → " << after.threads << ", descriptors "
            << before.descriptors << " → " << after.descriptors << "\n";
}

/// Probes a file and makes two of its segments; what it came to, in a word.
std::string examine(const fs::path& path, bool segments) {
  const Watchdog watchdog;
  try {
    const Film film = filmOf(path, watchdog.token());
    if (!segments) return "described";
    engine::SourcePool pool(kWarm);
    for (const size_t index : {size_t{0}, film.count() - 1}) {
      const Outcome outcome =
          outcomeOf(film.request(index, {.height = 90}), pool, watchdog.token());
      if (!outcome.error.empty()) return outcome.error;
    }
    return "made";
  } catch (const av::Error& error) {
    CHECK(error.code() != av::Code::kEngineFailed && error.code() != av::Code::kCancelled);
    return std::string(av::codeName(error.code())) + ": " + error.what();
  }
}

void runProbe(const Options& options) {
  for (const std::string& file : options.files) {
    const std::string outcome = examine(file, false);
    if (outcome != "described") std::cout << file << ": " << outcome << "\n";
  }
  std::cout << options.files.size() << " files were probed\n";
}

void flipBits(std::string& bytes, Random& random, size_t within) {
  const size_t flips = size_t{1} << (random() % 8);
  for (size_t i = 0; i < flips && within > 0; ++i) {
    bytes[random() % within] ^= static_cast<char>(1 << (random() % 8));
  }
}

/// Flips bits in the headers or anywhere, cuts the end off, doubles or removes a piece.
std::string mutate(std::string bytes, Random& random) {
  const size_t at = random() % (bytes.size() + 1);
  switch (random() % 6) {
    case 0:
      bytes.resize(at);
      break;
    case 1:
      bytes.erase(at, random() % 5'000);
      break;
    case 2:
      bytes.insert(at, bytes.substr(at, random() % 5'000));
      break;
    case 3:
      flipBits(bytes, random, std::min<size_t>(bytes.size(), 2'000));
      break;
    default:
      flipBits(bytes, random, bytes.size());
      break;
  }
  return bytes;
}

void runMutants(const Options& options) {
  const Folder folder;
  std::map<std::string, int> outcomes;
  for (int n = 0; n < options.segments; ++n) {
    const std::string& file = options.files[static_cast<size_t>(n) % options.files.size()];
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    Random random(options.seed + static_cast<unsigned>(n));
    std::ofstream(folder.at("mutant"), std::ios::binary) << mutate(bytes, random);
    // Told beforehand, for those that never come back.
    std::cerr << fs::path(file).filename().string() << " --seed " << options.seed + n << std::endl;
    ++outcomes[examine(folder.at("mutant"), true)];
  }
  for (const auto& [text, count] : outcomes) std::cout << count << " × " << text << "\n";
}

}  // namespace

int main(int count, char** words) {
  av_log_set_level(AV_LOG_QUIET);
  Options options = readOptions(count, words);
  const std::map<std::string, void (*)(const Options&)> modes = {{"random", runRandom},
                                                                 {"leak", runLeak},
                                                                 {"cancel", runCancel},
                                                                 {"probe", runProbe},
                                                                 {"mutants", runMutants}};
  const auto mode = modes.find(options.mode);
  if (mode == modes.end()) {
    std::cerr << "usage: endurance random|leak|cancel|probe|mutants [FILES…] [--segments N] "
                 "[--seed S]\n";
    return 2;
  }
  const Folder folder;
  if (options.files.empty()) options.files = makeClips(folder);
  mode->second(options);
  return test::report();
}
