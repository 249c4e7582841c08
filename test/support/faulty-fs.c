// A view of a folder that fails on order: what a NAS or a disk does on a bad day.
//
//   faulty-fs FOLDER CONTROL MOUNTPOINT -f
//
// CONTROL is a file that holds a fault and part of the names of the files that have it:
// "stall film" does not answer reads (and goes on when it says something else), "dead film" answers
// nothing else either, "eio film" and "estale film" fail reads, "enospc film" and "erofs film" fail
// whatever writes, "none" is well.
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char* folder;
static const char* control;

static void real(char* into, const char* path) { snprintf(into, PATH_MAX, "%s%s", folder, path); }

enum Call { kRead, kWrite, kOther };

// The fault of a file at this moment, as an errno; EAGAIN: it does not answer.
static int fault(const char* path, enum Call call) {
  char text[256] = "", kind[16] = "", name[200] = "";
  FILE* file = fopen(control, "r");
  if (!file) return 0;
  if (!fgets(text, sizeof text, file)) text[0] = 0;
  fclose(file);
  sscanf(text, "%15s %199s", kind, name);
  if (!strstr(path, name)) return 0;
  if (!strcmp(kind, "dead")) return EAGAIN;
  if (call == kWrite) return !strcmp(kind, "enospc") ? ENOSPC : !strcmp(kind, "erofs") ? EROFS : 0;
  if (call != kRead) return 0;
  if (!strcmp(kind, "stall")) return EAGAIN;
  if (!strcmp(kind, "eio")) return EIO;
  return strcmp(kind, "estale") ? 0 : ESTALE;
}

static int answer(const char* path, enum Call call) {
  int error;
  while ((error = fault(path, call)) == EAGAIN) usleep(20000);
  return error;
}

static int viewGetattr(const char* path, struct stat* into, struct fuse_file_info* info) {
  (void)info;
  answer(path, kOther);
  char at[PATH_MAX];
  real(at, path);
  return lstat(at, into) ? -errno : 0;
}

static int viewReaddir(const char* path, void* into, fuse_fill_dir_t fill, off_t offset,
                       struct fuse_file_info* info, enum fuse_readdir_flags flags) {
  (void)offset, (void)info, (void)flags;
  answer(path, kOther);
  char at[PATH_MAX];
  real(at, path);
  DIR* dir = opendir(at);
  if (!dir) return -errno;
  for (struct dirent* entry; (entry = readdir(dir));) fill(into, entry->d_name, NULL, 0, 0);
  closedir(dir);
  return 0;
}

static int viewOpen(const char* path, struct fuse_file_info* info) {
  answer(path, kOther);
  char at[PATH_MAX];
  real(at, path);
  int file = open(at, info->flags & (O_ACCMODE | O_NOFOLLOW | O_NONBLOCK));
  if (file < 0) return -errno;
  info->fh = file;
  // Each read comes to us; but what is written may be mapped into memory, too.
  info->direct_io = (info->flags & O_ACCMODE) == O_RDONLY;
  return 0;
}

static int viewCreate(const char* path, mode_t mode, struct fuse_file_info* info) {
  const int error = answer(path, kWrite);
  if (error) return -error;
  char at[PATH_MAX];
  real(at, path);
  int file = open(at, O_RDWR | O_CREAT | O_EXCL, mode);
  if (file < 0) return -errno;
  info->fh = file;
  return 0;
}

static int viewWrite(const char* path, const char* from, size_t size, off_t offset,
                     struct fuse_file_info* info) {
  const int error = answer(path, kWrite);
  if (error) return -error;
  ssize_t count = pwrite(info->fh, from, size, offset);
  return count < 0 ? -errno : count;
}

static int viewTruncate(const char* path, off_t size, struct fuse_file_info* info) {
  (void)info;
  const int error = answer(path, kWrite);
  char at[PATH_MAX];
  real(at, path);
  return error ? -error : truncate(at, size) ? -errno : 0;
}

static int viewMkdir(const char* path, mode_t mode) {
  const int error = answer(path, kWrite);
  char at[PATH_MAX];
  real(at, path);
  return error ? -error : mkdir(at, mode) ? -errno : 0;
}

static int viewUnlink(const char* path) {
  char at[PATH_MAX];
  real(at, path);
  return unlink(at) ? -errno : 0;
}

static int viewRename(const char* path, const char* to, unsigned flags) {
  (void)flags;
  const int error = answer(path, kWrite);
  char at[PATH_MAX], there[PATH_MAX];
  real(at, path);
  real(there, to);
  return error ? -error : rename(at, there) ? -errno : 0;
}

static int viewUtimens(const char* path, const struct timespec times[2],
                       struct fuse_file_info* info) {
  (void)info;
  char at[PATH_MAX];
  real(at, path);
  return utimensat(AT_FDCWD, at, times, AT_SYMLINK_NOFOLLOW) ? -errno : 0;
}

static int viewStatfs(const char* path, struct statvfs* into) {
  char at[PATH_MAX];
  real(at, path);
  return statvfs(at, into) ? -errno : 0;
}

static int viewRead(const char* path, char* into, size_t size, off_t offset,
                    struct fuse_file_info* info) {
  const int error = answer(path, kRead);
  if (error) return -error;
  ssize_t count = pread(info->fh, into, size, offset);
  return count < 0 ? -errno : count;
}

static int viewRelease(const char* path, struct fuse_file_info* info) {
  (void)path;
  close(info->fh);
  return 0;
}

static void* viewInit(struct fuse_conn_info* connection, struct fuse_config* config) {
  (void)connection;
  config->attr_timeout = config->entry_timeout = 0;  // changes show at once
  config->use_ino = 1;
  return NULL;
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  folder = argv[1];
  control = argv[2];
  const struct fuse_operations operations = {.getattr = viewGetattr,
                                             .readdir = viewReaddir,
                                             .open = viewOpen,
                                             .read = viewRead,
                                             .create = viewCreate,
                                             .write = viewWrite,
                                             .truncate = viewTruncate,
                                             .mkdir = viewMkdir,
                                             .unlink = viewUnlink,
                                             .rename = viewRename,
                                             .utimens = viewUtimens,
                                             .statfs = viewStatfs,
                                             .release = viewRelease,
                                             .init = viewInit};
  argv[2] = argv[0];
  return fuse_main(argc - 2, argv + 2, &operations, NULL);
}
