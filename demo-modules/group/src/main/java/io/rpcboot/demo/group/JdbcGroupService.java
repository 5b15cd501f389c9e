package io.rpcboot.demo.group;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.Group;
import io.rpcboot.demo.api.GroupService;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchGroupException;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.NotGroupOwnerException;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.List;

/** Groups as rows of a database. */
@RpcService
class JdbcGroupService implements GroupService {

    private static final int LONGEST_NAME = 32;

    private final GroupRepository groups;
    private final UserService users;

    JdbcGroupService(GroupRepository groups, @RpcReference UserService users) {
        this.groups = groups;
        this.users = users;
    }

    @Override
    public Group create(long ownerId, String name) throws NameTakenException, NoSuchUserException {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "\"" + name + "\" cannot be a group's name; use 1 to " + LONGEST_NAME + " characters");
        }
        requireUser(ownerId);
        return groups.insert(ownerId, name)
                .orElseThrow(() -> new NameTakenException("a group named " + name + " exists; choose another", name));
    }

    @Override
    public void join(long groupId, long userId) throws NoSuchGroupException, NoSuchUserException {
        Group group = require(groupId);
        requireUser(userId);
        groups.insertMember(group.id(), userId);
    }

    @Override
    public void kick(long groupId, long ownerId, long userId) throws NoSuchGroupException, NotGroupOwnerException {
        Group group = requireOwned(groupId, ownerId);
        if (userId == ownerId) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT, "the owner of " + group.name() + " cannot leave it; dissolve it instead");
        }
        groups.deleteMember(groupId, userId);
    }

    @Override
    public void dissolve(long groupId, long ownerId) throws NoSuchGroupException, NotGroupOwnerException {
        groups.delete(requireOwned(groupId, ownerId).id());
    }

    @Override
    public List<Long> getMemberIds(long groupId) throws NoSuchGroupException {
        return groups.findMemberIds(require(groupId).id());
    }

    @Override
    public List<Group> getGroupsOf(long userId) {
        return groups.findGroupsOf(userId);
    }

    private Group require(long groupId) throws NoSuchGroupException {
        return groups.find(groupId)
                .orElseThrow(() -> new NoSuchGroupException("there is no group with id " + groupId, groupId));
    }

    private Group requireOwned(long groupId, long ownerId) throws NoSuchGroupException, NotGroupOwnerException {
        Group group = require(groupId);
        if (group.ownerId() != ownerId) {
            throw new NotGroupOwnerException("only its owner may change " + group.name(), group.ownerId());
        }
        return group;
    }

    private void requireUser(long userId) throws NoSuchUserException {
        users.getProfile(userId);
    }
}
