package io.holdfast.leasedaemon.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/// Who may connect.
public final class SocketOwner {
    private SocketOwner() {}

    /// Gives the socket to a user and a group. Names that do not exist leave it to this process's own.
    ///
    /// @throws IOException if the kernel refuses
    public static void give(Path socket, String user, String group) throws IOException {
        UserPrincipalLookupService names = socket.getFileSystem().getUserPrincipalLookupService();
        PosixFileAttributeView file = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
        try {
            file.setOwner(names.lookupPrincipalByName(user));
            file.setGroup(names.lookupPrincipalByGroupName(group));
        } catch (UserPrincipalNotFoundException e) {
            // Then it is reached by those who can reach this process's files.
        }
    }
}
