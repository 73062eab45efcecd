// A react-admin of version 3 with its public data provider for Django REST framework, unmodified.
import React from "react";
import { render } from "react-dom";
import { Admin, Resource, ListGuesser, EditGuesser, Create, SimpleForm, TextInput, BooleanInput, List, Datagrid, TextField, Edit, BooleanField } from "react-admin";
import drfProvider, { tokenAuthProvider, fetchJsonWithAuthToken } from "ra-data-django-rest-framework";

const fields = [
  <TextInput key="version" source="version" />, <TextInput key="title" source="title" />, <TextInput key="body" source="body" multiline />,
  <BooleanInput key="is_current" source="is_current" />,
];
const HandbookList = props => <List {...props}><Datagrid rowClick="edit"><TextField source="id" /><TextField source="version" /><TextField source="title" /><BooleanField source="is_current" /></Datagrid></List>;
const HandbookCreate = props => <Create {...props}><SimpleForm redirect="list">{fields}</SimpleForm></Create>;
const HandbookEdit = props => <Edit {...props} undoable={false}><SimpleForm redirect="list">{fields}</SimpleForm></Edit>;

render(
  <Admin dataProvider={drfProvider("/api/v1/hiring", fetchJsonWithAuthToken)} authProvider={tokenAuthProvider({ obtainAuthTokenUrl: "/api/v1/auth/token" })}>
    <Resource name="handbooks" list={HandbookList} create={HandbookCreate} edit={HandbookEdit} />
  </Admin>,
  document.getElementById("root"),
);
