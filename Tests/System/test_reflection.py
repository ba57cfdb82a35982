"""gRPC's stock reflection client finds the whole protocol on each service. It speaks v1alpha."""

import queue

import access
import grpc
import pytest
from exchange import GOOD_LEAD
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

class WithKey(grpc.StreamStreamClientInterceptor):
    """Shows a key; the stock client has no place for one."""

    def __init__(self, key):
        self.metadata = [("authorization", f"Bearer {key}")]

    def intercept_stream_stream(self, continuation, details, requests):
        return continuation(details._replace(metadata=self.metadata), requests)


@pytest.fixture(scope="module")
def key(exchange):
    return exchange.seller_key()


@pytest.mark.parametrize("service", sorted(set(access.PROGRAMS.values())))
def test_the_protocol_is_found(exchange, key, service):
    with exchange.channel(service) as plain:
        database = ProtoReflectionDescriptorDatabase(grpc.intercept_channel(plain, WithKey(key)))
        own = [name for name, program in access.PROGRAMS.items() if program == service]
        # What isn't among these, the table of who may call what doesn't know.
        assert sorted(database.get_services()) == sorted([*access.STANDARD, *own])
        pool = DescriptorPool(database)
        for name in own:
            found = pool.FindServiceByName(name)
            assert found.methods and all(method.input_type.fields for method in found.methods)
        with pytest.raises(KeyError):
            pool.FindMessageTypeByName("leadline.v1.NoSuchMessage")


def test_a_call_made_of_what_was_found(exchange, key):
    """As tools do that were never told of our protos: find a method, fill its message, call it."""
    with exchange.channel() as plain:
        database = ProtoReflectionDescriptorDatabase(grpc.intercept_channel(plain, WithKey(key)))
        service = DescriptorPool(database).FindServiceByName("leadline.v1.Capture")
        method = service.methods_by_name["Submit"]
        request, answer = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
        call = plain.unary_unary(
            f"/{service.full_name}/{method.name}", request.SerializeToString, answer.FromString
        )
        metadata = [("authorization", f"Bearer {key}")]
        reply = call(request(fields=GOOD_LEAD), timeout=20, metadata=metadata)
    outcome = method.output_type.fields_by_name["outcome"].enum_type
    assert reply.lead_id
    assert outcome.values_by_number[reply.outcome].name == "OUTCOME_UNSOLD"


ask = reflection_pb2.ServerReflectionRequest


def newer(channel):
    """v1 has the messages of v1alpha, under another name; newer clients ask for it first."""
    return channel.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        ask.SerializeToString, reflection_pb2.ServerReflectionResponse.FromString,
    )


def test_the_newer_name(exchange, key):
    questions = [
        ask(list_services=""),
        ask(file_containing_symbol="leadline.v1.Capture.Submit"),
        ask(file_containing_symbol="leadline.v1.Nothing"),
    ]
    with exchange.channel() as channel:
        call = newer(channel)
        answers = list(call(iter(questions), timeout=10, metadata=WithKey(key).metadata))
    listed, files, nothing = answers
    assert "leadline.v1.Capture" in [s.name for s in listed.list_services_response.service]
    assert files.file_descriptor_response.file_descriptor_proto
    assert nothing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


def test_nobody_is_told_without_a_key(exchange):
    with exchange.channel() as channel:
        with pytest.raises(grpc.RpcError) as error:
            ProtoReflectionDescriptorDatabase(channel).get_services()
    assert error.value.code() == grpc.StatusCode.UNAUTHENTICATED


def test_an_idle_client_does_not_hold_a_stop(exchange, key):
    """A stop waits ten seconds for calls, unless they end before."""
    questions = queue.SimpleQueue()
    questions.put(ask(list_services=""))
    with exchange.channel("reporting") as channel:
        answers = newer(channel)(iter(questions.get, None), metadata=WithKey(key).metadata)
        assert next(answers).list_services_response.service
        process = exchange.stack.running["reporting"]
        process.terminate()
        assert process.wait(5) == 0
        with pytest.raises(grpc.RpcError) as error:
            next(answers)
        questions.put(None)
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE
    exchange.restart("reporting")
